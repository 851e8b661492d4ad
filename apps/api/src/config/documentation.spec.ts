import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { configurationPage, envExample, readmeWithTable, variableTable } from './documentation.js';
import { loadConfig } from './load-config.js';
import { VARIABLES } from './variables.js';
import { parseEnv } from 'node:util';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const isUpdating = process.env['UPDATE_DOCS'] !== undefined;

describe('the documentation of the configuration', () => {
  it.each([
    ['.env.example', envExample],
    ['docs/configuration.md', configurationPage],
  ])('%s is in step with the variables', (path, written) => {
    if (isUpdating) writeFileSync(fromRoot(path), written());
    expect(readFileSync(fromRoot(path), 'utf8')).toBe(written());
  });

  it('the README holds the same table', () => {
    const readme = readFileSync(fromRoot('README.md'), 'utf8');
    if (isUpdating) writeFileSync(fromRoot('README.md'), readmeWithTable(readme));
    expect(readFileSync(fromRoot('README.md'), 'utf8')).toBe(readmeWithTable(readme));
  });

  it('a README whose table has no marks is a mistake, not a README without a table', () => {
    expect(() => readmeWithTable('# Hearken\n')).toThrow(/marks/);
  });

  it('.env.example with everything uncommented is the default configuration', () => {
    const uncommented = envExample().replace(/^# ([A-Z_]+=)/gm, '$1');
    const env = parseEnv(uncommented);
    expect(Object.keys(env).sort()).toEqual(Object.keys(VARIABLES).sort());
    expect(loadConfig(env)).toEqual(loadConfig({}));
  });

  it('the table has a row for each variable', () => {
    expect(variableTable().trimEnd().split('\n')).toHaveLength(Object.keys(VARIABLES).length + 2);
  });
});
