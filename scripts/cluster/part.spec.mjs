import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Part } from './part.mjs';

const PATIENCE_MS = 20_000;
const RUNS = 'console.log("here"); setInterval(() => undefined, 1_000)';

/** A part whose program is Node under another name, with every state that it shows. */
function setUp(t, { code = RUNS, probe = () => Promise.resolve('ready') } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hearken-part-'));
  const program = join(folder, 'program');
  symlinkSync(process.execPath, program);
  const states = [];
  const lines = [];
  const living = new Set();
  const part = new Part(
    {
      name: 'part',
      address: 'nowhere',
      program,
      args: ['-e', code],
      logFile: join(folder, 'part.log'),
      probe,
      isGood: (state) => state === 'ready',
      onLine: (line) => lines.push(line),
    },
    {
      show: (_, state) => states.push(state),
      undertaker: { expect: (pid) => living.add(pid), forget: (pid) => living.delete(pid) },
    },
  );
  t.after(async () => {
    await part.stop();
    rmSync(folder, { recursive: true });
  });
  return { program, part, lines, states, living };
}

test('it starts, logs, and is stopped', async (t) => {
  const { part, lines, states, living } = setUp(t);
  await part.start();
  assert.deepEqual([...living], [part.pid]);
  await until(() => lines.length > 0);
  assert.deepEqual(lines, ['here']);
  await part.stop();
  assert.deepEqual(states, ['ready', 'stopped']);
  assert.equal(living.size, 0);
});

test('what ends before it was well is not started again, and has its last words told', async (t) => {
  const { part, living } = setUp(t, { code: 'console.log("no such thing"); process.exit(3)', probe: refuse });
  await assert.rejects(part.start(), /part ended \(code 3\)\.\nno such thing/);
  assert.equal(living.size, 0);
});

test('a program that is not there is told so', async (t) => {
  const { part, program } = setUp(t);
  rmSync(program);
  await assert.rejects(part.start(), /part can't be started \(spawn .* ENOENT\)/);
});

test('it is started again after it died, also where that fails for a while', async (t) => {
  const { part, program, states } = setUp(t);
  await part.start();
  const first = part.pid;
  renameSync(program, `${program}.away`);
  process.kill(first, 'SIGKILL');
  await until(() => states.some((state) => state.startsWith("can't be started")));
  renameSync(`${program}.away`, program);
  await until(() => states.at(-1) === 'ready');
  assert.notEqual(part.pid, first);
});

test('one that is stopped while it starts is not started again', async (t) => {
  const { part, living } = setUp(t, { probe: refuse });
  const started = part.start();
  await until(() => living.size === 1);
  await part.stop();
  await assert.rejects(started, /was stopped/);
  assert.equal(living.size, 0);
});

function refuse() {
  return Promise.reject(new Error('not yet'));
}

async function until(condition) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `not within ${PATIENCE_MS / 1_000} s: ${condition}`);
    await sleep(20);
  }
}
