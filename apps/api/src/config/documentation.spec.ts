import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { configurationPage, envExample, variableTable } from './documentation.js';
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

  it('the README names every variable, once it has a table', () => {
    const readme = existsSync(fromRoot('README.md')) ? readFileSync(fromRoot('README.md'), 'utf8') : '';
    if (!readme.includes('`MONGODB_URI`')) return;
    const missing = Object.keys(VARIABLES).filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).toEqual([]);
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
