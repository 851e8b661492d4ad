import { base } from '../../jest.base.mjs';

export default {
  ...base,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleNameMapper: {
    '^@api/(.*?)(?:\\.js)?$': '<rootDir>/../../apps/api/src/$1',
    '^@web/(.*?)(?:\\.js)?$': '<rootDir>/../../apps/web/src/app/$1',
    ...base.moduleNameMapper,
  },
};
