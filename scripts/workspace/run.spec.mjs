import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
/** Prints its own id, and runs for as long as it may. */
const CHILD = `console.log(process.pid); setInterval(() => undefined, 1_000)`;
const PARENT = `
  import { run } from '${new URL('run.mjs', import.meta.url)}';
  await run(\`"\${process.execPath}" -e "${CHILD}"\`, { onLine: (line) => console.log(line) });
`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  test(`what a script runs ends with it on ${signal}`, async () => {
    const script = spawn(process.execPath, ['--input-type=module', '-e', PARENT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(script.stdout, 'data');
    const child = Number(line.toString());
    script.kill(signal);
    const [code] = await once(script, 'exit');
    assert.notEqual(code, 0);
    const deadline = Date.now() + PATIENCE_MS;
    while (isAlive(child) && Date.now() < deadline) await sleep(20);
    assert.equal(isAlive(child), false);
  });
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
