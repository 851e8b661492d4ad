import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { hasCode } from '../platform/error-code.js';
import type { Environment } from './load-config.js';

/** The process's variables, completed from the `.env` file of `folder`; what the process was given wins. */
export function readEnvironment(given: Environment, folder: string): Environment {
  return { ...parseEnv(readIfThere(join(folder, '.env'))), ...given };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
