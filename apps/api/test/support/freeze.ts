import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';

/**
 * Stops a process with SIGSTOP. Resolves when it stands still: on a busy machine the signal is sent long before it has
 * reached every thread, and until then they answer (240 of 400 pings to a mongod, beside six busy processes).
 */
export async function freeze(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there is no process to freeze');
  process.kill(pid, 'SIGSTOP');
  await eventually(async () => {
    const states = await statesOf(pid);
    if (!/^T+$/.test(states)) throw new Error(`process ${String(pid)} goes on: ${states}`);
  });
}

/** The letter of each thread's state; without /proc, of the process as a whole. */
async function statesOf(pid: number): Promise<string> {
  const tasks = `/proc/${String(pid)}/task`;
  const threads = await readdir(tasks).catch(() => undefined);
  if (threads === undefined) {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
    return stdout.slice(0, 1);
  }
  const states = threads.map(async (thread) => {
    const stat = await readFile(`${tasks}/${thread}/stat`, 'utf8').catch(() => undefined);
    // Behind the name, which may hold anything. A thread that has ended meanwhile counts for nothing.
    return stat?.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
  });
  return (await Promise.all(states)).join('');
}
