import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../cluster/ports.mjs';
import { proxyConfig } from '../cluster/proxy.mjs';
import { ensureProxy } from '../prerequisites/proxy.mjs';
import { ROOT } from '../workspace/paths.mjs';
import { say } from '../workspace/progress.mjs';
import { run } from '../workspace/run.mjs';

/** ops/haproxy/haproxy.cfg in a real HAProxy, before servers that only say who they are and what they were asked. */
const HAPROXY = await ensureProxy(say);
const PATIENCE_MS = 10_000;
const POLLING = '/socket.io/?EIO=4&transport=polling';

const folder = mkdtempSync(join(tmpdir(), 'hearken-proxy-'));
const [door] = await freePorts(1);
const servers = await Promise.all(['first', 'second', 'third'].map(startServer));
const haproxy = startProxy();
let passed = 0;
let failed = 0;
try {
  await docker();
  await distribution();
  await sessions();
  await faults();
} finally {
  haproxy.kill('SIGKILL');
  for (const { http } of servers) http.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function docker() {
  const { code, output } = await run(`"${HAPROXY}" -c -f ops/haproxy/haproxy.cfg`, {
    cwd: ROOT,
    env: { ...process.env, HEARKEN_BIND: `127.0.0.1:${door}` },
  });
  check('the file as docker-compose.yml uses it is valid', code === 0, output);
}

async function distribution() {
  await until('all three are asked', async () => (await whoAnswer(6)).size === 3);
  const seen = await ask('/anything', { headers: { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'https' } });
  check('a forged address is replaced', seen.headers['x-forwarded-for'] === '127.0.0.1', seen);
  check('a forged scheme is replaced', seen.headers['x-forwarded-proto'] === 'http', seen);
  check('the address that was asked for is passed on', seen.headers.host === `127.0.0.1:${door}`, seen);
  for (const path of ['/metrics', '/Metrics/', '//metrics', '/%6detrics', '/metrics?x=1']) {
    const { status } = await ask(path);
    check(`${path} is for nobody outside`, status === 404, status);
  }
}

async function sessions() {
  for (let round = 0; round < 3; round += 1) {
    const { sid, by } = await ask(POLLING);
    const later = await Promise.all(Array.from({ length: 4 }, () => ask(`${POLLING}&sid=${sid}`)));
    check(
      `polling session ${round} stays where it began`,
      later.every((one) => one.by === by),
      later,
    );
  }
  const headers = { Authorization: `Bearer ${randomUUID()}` };
  const calls = [];
  for (let call = 0; call < 5; call += 1) calls.push(await ask('/api/messages', { headers }));
  check('a REST client stays with one server', new Set(calls.map(({ by }) => by)).size === 1, calls);
}

async function faults() {
  const [first, second, third] = servers;
  const { sid } = await untilBy(first, () => ask(POLLING));
  first.status = 503;
  await until('who drains gets nobody new', async () => !(await whoAnswer(6)).has('first'));
  const kept = await ask(`${POLLING}&sid=${sid}`);
  check('who drains keeps whom it has', kept.by === 'first', kept);

  second.status = 503;
  third.status = 503;
  await until('where none is ready all go on serving', async () => (await whoAnswer(6)).size === 3);
  first.status = 200;
  await until('one that is ready again is asked alone', async () => [...(await whoAnswer(6))].join() === 'first');

  second.status = 200;
  await until('two are asked', async () => (await whoAnswer(6)).size === 2);
  first.http.close().closeAllConnections();
  const afterwards = await Promise.all(Array.from({ length: 10 }, () => ask('/anything')));
  check(
    'nobody notices the death of one',
    afterwards.every(({ by }) => by === 'second'),
    afterwards,
  );
}

async function startServer(name) {
  const server = { name, status: 200 };
  server.http = createServer((incoming, answer) => {
    const isSession = incoming.url.startsWith(POLLING);
    answer.statusCode = incoming.url === '/health/ready' ? server.status : 200;
    const said = { by: name, sid: randomUUID().slice(0, 20), headers: incoming.headers };
    answer.end(`${isSession ? '0' : ''}${JSON.stringify(said)}`);
  }).listen(0, '127.0.0.1');
  await once(server.http, 'listening');
  return server;
}

function startProxy() {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, proxyConfig(servers.map(({ http }) => `127.0.0.1:${http.address().port}`)));
  const env = { ...process.env, HEARKEN_BIND: `127.0.0.1:${door}` };
  const child = spawn(HAPROXY, ['-db', '-f', file], { env, stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** With a connection of its own: a kept one stays with its server. */
async function ask(path, { headers = {} } = {}) {
  const asked = request({ port: door, host: '127.0.0.1', path, headers, agent: false }).end();
  const [answer] = await once(asked, 'response');
  const body = (await answer.setEncoding('utf8').toArray()).join('');
  const [, json] = /^0?(\{.*\})$/s.exec(body) ?? [];
  return { status: answer.statusCode, ...(json === undefined ? {} : JSON.parse(json)) };
}

async function whoAnswer(times) {
  const names = new Set();
  for (let time = 0; time < times; time += 1) names.add((await ask('/anything')).by);
  return names;
}

async function untilBy(server, action) {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await action();
    if (answer.by === server.name) return answer;
  }
  throw new Error(`${server.name} is never asked.`);
}

async function until(claim, condition) {
  const deadline = Date.now() + PATIENCE_MS;
  let isSo = false;
  while (!isSo && Date.now() < deadline) {
    isSo = await condition().catch(() => false);
    if (!isSo) await sleep(50);
  }
  check(claim, isSo, `not within ${PATIENCE_MS / 1000} s`);
}

function check(claim, isSo, seen) {
  if (isSo) passed += 1;
  else {
    failed += 1;
    console.log(`✗ ${claim}: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
  }
}
