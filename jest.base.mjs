import { fileURLToPath } from 'node:url';

/** Absolute path of a file named from the repository's root. */
const fromRoot = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * What every Jest project shares: TypeScript through swc as native ES modules, decorators with their metadata (the
 * same meaning as in tsconfig.json), and @hearken/protocol read from its source, so that no test needs a build.
 */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      fileURLToPath(import.meta.resolve('@swc/jest')),
      {
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  moduleNameMapper: {
    '^@hearken/protocol$': fromRoot('libs/protocol/src/index.ts'),
    '^@hearken/protocol/(dto|testing)$': fromRoot('libs/protocol/src/$1/index.ts'),
    // Sources name their neighbours as Node will find them once built: './clock.js' is clock.ts.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
