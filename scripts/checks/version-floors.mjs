import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../workspace/paths.mjs';

/**
 * The oldest versions without a published way to kill a server with one packet or to inject into a query. The registry's
 * own audit is not reachable everywhere; a floor is, and it also sees what comes in by way of other packages.
 */
const FLOORS = {
  'engine.io': '6.6.10',
  'socket.io': '4.8.4',
  'socket.io-parser': '4.2.7',
  ws: '8.21.0',
  mongoose: '9.9.2',
  '@nestjs/common': '12.0.2',
  '@nestjs/core': '12.0.2',
  '@nestjs/platform-express': '12.0.2',
  '@nestjs/platform-socket.io': '12.0.2',
  '@nestjs/websockets': '12.0.2',
};

const { packages } = parse(readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8'));
const installed = Object.keys(packages).map((key) => {
  const at = key.lastIndexOf('@');
  return { name: key.slice(0, at), version: key.slice(at + 1) };
});

let passed = 0;
let failed = 0;
for (const [name, floor] of Object.entries(FLOORS)) {
  const versions = installed.filter((entry) => entry.name === name).map((entry) => entry.version);
  const tooOld = versions.filter((version) => compare(version, floor) < 0);
  if (versions.length > 0 && tooOld.length === 0) {
    passed += 1;
    continue;
  }
  failed += 1;
  console.log(
    versions.length === 0
      ? `${name} is not in the lockfile any more: take it out of FLOORS if that is meant.`
      : `${name} ${tooOld.join(', ')} is below ${floor}: raise it in package.json, the catalog, or \`overrides\`.`,
  );
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('-', 1)[0].split('.').map(Number));
  return left.map((part, i) => part - right[i]).find((difference) => difference !== 0) ?? 0;
}
