import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PNPM } from '../workspace/install.mjs';
import { ROOT } from '../workspace/paths.mjs';
import { pinnedVersion } from '../workspace/pinned-node.mjs';

/** Docker itself is not needed for these: what can be wrong without anybody noticing until the next deployment. */
let passed = 0;
let failed = 0;
const check = (isGood, complaint) => {
  if (isGood) passed += 1;
  else {
    failed += 1;
    console.log(complaint);
  }
};
const read = (name) => readFileSync(join(ROOT, name), 'utf8');

const dockerfile = read('Dockerfile').replaceAll('\\\n', ' ');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const compose = parse(read('docker-compose.yml'), { merge: true });

const { isValid, output } = validate(join(ROOT, 'docker-compose.yml'));
check(isValid, output);
check(!validateText('services:\n  api:\n    imagee: node\n').isValid, 'The schema check lets a misspelt key pass.');

for (const [, source] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
  for (const path of source.split(' '))
    check(existsSync(join(ROOT, path)), `The Dockerfile copies ${path}: not there.`);
}
const pins = [...dockerfile.matchAll(/pnpm@[\d.]+/g)].map(([pin]) => pin);
check(pins.length > 0 && pins.every((pin) => pin === PNPM), `The Dockerfile uses ${pins}, the bootstrap ${PNPM}.`);
check(
  dockerfile.includes(`NODE_VERSION=${pinnedVersion()}`),
  `The Dockerfile has another Node than ${pinnedVersion()}.`,
);
check(read('.nvmrc').trim() === pinnedVersion(), `.nvmrc has another Node than ${pinnedVersion()}.`);
check(/^USER (?!root)\w+$/m.test(lastStage), 'The image runs as root.');
check(/^HEALTHCHECK /m.test(lastStage), 'The image has no health check.');
check((statSync(join(ROOT, 'docker/entrypoint.sh')).mode & 0o111) !== 0, 'docker/entrypoint.sh is not executable.');

for (const [name, service] of Object.entries(compose.services)) {
  check(service.healthcheck !== undefined || service.build !== undefined, `The service ${name} has no health check.`);
  for (const volume of service.volumes ?? []) {
    const [source] = volume.split(':');
    const isThere = source.startsWith('.') ? existsSync(join(ROOT, source)) : source in compose.volumes;
    check(isThere, `The service ${name} mounts ${source}: not there.`);
  }
}

const members = Object.keys(compose.services).filter((name) => name.startsWith('mongo'));
const memberScript = read('docker/mongo-member.js');
for (const name of members) {
  const host = `${name}:27017`;
  check(compose.services.api.environment.MONGODB_URI.includes(host), `The servers are not told of ${host}.`);
  check(memberScript.includes(`'${host}'`), `docker/mongo-member.js does not know ${host}.`);
  check(compose.services.api.depends_on[name] !== undefined, `The servers do not wait for ${name}.`);
}
const proxyConfig = read('ops/haproxy/haproxy.cfg');
const [, listens] = /\*:(\d+)/.exec(compose.services.proxy.environment.HEARKEN_BIND) ?? [];
check(
  compose.services.proxy.ports.every((port) => port.endsWith(`:${listens}`)),
  'The proxy listens elsewhere.',
);
const [, exposed] = /^EXPOSE (\d+)$/m.exec(lastStage) ?? [];
const asked = [...proxyConfig.matchAll(/server-template \S+ \d+ (\S+)/g)].map(([, host]) => host);
check(asked.length > 0, 'The proxy asks nobody.');
for (const host of asked) check(host === `api:${exposed}`, `The proxy asks ${host}, the image listens on ${exposed}.`);
check(compose.services.api.container_name === undefined, 'A service with a name of its own has one container only.');
check(compose.services.api.ports === undefined, 'A published port can be had by one server only.');

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Against the Compose specification's own schema, which dclint carries. */
function validate(path) {
  const { status, stdout, stderr } = spawnSync('dclint', ['-c', join(ROOT, 'docker/dclint.json'), path], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { isValid: status === 0, output: `${stdout}${stderr}` };
}

function validateText(text) {
  const folder = mkdtempSync(join(tmpdir(), 'hearken-compose-'));
  try {
    const path = join(folder, 'docker-compose.yml');
    writeFileSync(path, text);
    return validate(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
