import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../workspace/paths.mjs';

/** Whoever is woken by an alert finds a row for it in docs/operations.md, and no row is about one that is gone. */
const rules = parse(readFileSync(join(ROOT, 'ops/prometheus/alerts.yml'), 'utf8'));
const alerts = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert));
const runbook = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
const rows = [...runbook.matchAll(/^\| `(Hearken\w+)` /gm)].map(([, name]) => name);

const complaints = [
  ...alerts.filter((name) => !rows.includes(name)).map((name) => `${name} has no row in docs/operations.md.`),
  ...rows
    .filter((name) => !alerts.includes(name))
    .map((name) => `docs/operations.md has a row for ${name}: no such alert.`),
];
if (alerts.length === 0) complaints.push('There are no alerts.');
if (complaints.length > 0) console.log(complaints.join('\n'));
console.log(`${alerts.length} passed, ${complaints.length} failed`);
process.exitCode = complaints.length === 0 ? 0 : 1;
