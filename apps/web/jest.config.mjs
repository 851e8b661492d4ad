import presets from 'jest-preset-angular/presets/index.js';
import { base } from '../../jest.base.mjs';

/** Folders whose classes know no Angular; only these files in them do. */
const CORE = '<rootDir>/src/app/(client|connection|conversation)/';
const ANGULAR_FILE = '\\.(service|store|component)\\.spec\\.ts$';

export default {
  projects: [
    {
      ...base,
      displayName: 'core',
      rootDir: import.meta.dirname,
      testMatch: ['<rootDir>/src/app/{client,connection,conversation}/**/*.spec.ts'],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, ANGULAR_FILE],
    },
    {
      ...presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
      displayName: 'angular',
      rootDir: import.meta.dirname,
      testMatch: ['<rootDir>/src/**/*.spec.ts'],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, `${CORE}(?!.*${ANGULAR_FILE})`],
      setupFilesAfterEnv: ['<rootDir>/jest.setup-angular.mjs'],
      moduleNameMapper: base.moduleNameMapper,
    },
  ],
};
