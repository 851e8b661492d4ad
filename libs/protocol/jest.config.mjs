import { base } from '../../jest.base.mjs';

export default { ...base, testMatch: ['<rootDir>/src/**/*.spec.ts'] };
