import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../workspace/paths.mjs';

/** Every way this repository fetches something; in production none of them may be used. */
const DOWNLOADERS = ['npx', 'npm', 'pnpm', 'pip', 'pip3', 'python3', 'curl', 'mongod'];
/** Without these, production must not start, and must say so. */
const REQUIRED = ['MONGODB_URI', 'HEARKEN_KEYS'];

const folder = mkdtempSync(join(tmpdir(), 'hearken-production-'));
const trace = join(folder, 'called');
for (const name of DOWNLOADERS) {
  writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> "${trace}"\nexit 1\n`);
  chmodSync(join(folder, name), 0o755);
}
const env = { ...process.env, NODE_ENV: 'production', PORT: '0', PATH: `${folder}${delimiter}${process.env.PATH}` };
// Empty, not absent: a developer's .env must not help out.
for (const name of REQUIRED) env[name] = '';

const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
  env: { ...env, DATA_DIR: join(folder, 'data') },
  encoding: 'utf8',
  timeout: 30_000,
});
const output = `${stdout}${stderr}`;

const checks = [
  [status !== 0 && signal === null, `Production started, or hung, without ${REQUIRED.join(' and ')}.`],
  ...REQUIRED.map((name) => [output.includes(name), `Production does not say that ${name} is missing.`]),
  [!existsSync(trace), 'Production called a program that installs or downloads.'],
];
rmSync(folder, { recursive: true, force: true });
const complaints = checks.filter(([isGood]) => !isGood).map(([, complaint]) => complaint);
if (complaints.length > 0) console.log(`${output}\n${complaints.join('\n')}`);
console.log(`${checks.length - complaints.length} passed, ${complaints.length} failed`);
process.exitCode = complaints.length === 0 ? 0 : 1;
