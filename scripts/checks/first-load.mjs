import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../workspace/paths.mjs';

/** What a phone on a bad network has to fetch before it shows anything. */
const LIMIT_KB = 110;

const folder = join(ROOT, 'apps/web/dist/browser');
const html = readFileSync(join(folder, 'index.html'), 'utf8');
const queue = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1]);
const sizes = new Map();
// What a script imports statically is fetched before it runs, also where the page does not name it.
for (const name of queue) {
  if (sizes.has(name)) continue;
  const text = readFileSync(join(folder, name), 'utf8');
  sizes.set(name, gzipSync(text, { level: 9 }).length / 1000);
  queue.push(...[...text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)].map((match) => match[1]));
}

const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
for (const [name, size] of sizes) console.log(`${size.toFixed(1).padStart(8)} KB  ${name}`);
const isFine = sizes.size > 0 && total <= LIMIT_KB;
console.log(`First load: ${total.toFixed(1)} KB of script, gzip; at most ${LIMIT_KB} KB.`);
console.log(isFine ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exitCode = isFine ? 0 : 1;
