import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Remembers what was installed and built; gone with node_modules, as it should be. */
export const STAMPS = join(ROOT, 'node_modules', '.cache', 'hearken');

/** What the last `npm test` wrote: one log a step, and the runners' own reports. */
export const REPORTS = join(ROOT, 'reports');
