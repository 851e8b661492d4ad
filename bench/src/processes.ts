import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Ticks a second of /proc's CPU times; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A process of the benchmark, on one core of its own. */
export interface Pinned {
  readonly pid: number;
  readonly child: ChildProcess;
  /** CPU time used so far, user and system, in microseconds. */
  cpuUs(): Promise<number>;
  /** Resident memory, bytes. */
  rss(): Promise<number>;
  /** Ends it, at once with SIGKILL; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A program to be started. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it prints when it is ready. */
  readonly ready: RegExp;
}

/** Starts a program on one core and waits until it is ready. */
export async function startPinned(core: number, { command, args, env, ready }: Program): Promise<Pinned> {
  const child = spawn('taskset', ['-c', String(core), command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A benchmark that breaks leaves no server behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output.push(chunk.toString());
      if (ready.test(output.join(''))) resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${command} ended with ${String(code)}:\n${output.join('').slice(-2_000)}`));
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process id`);
  return {
    pid,
    child,
    cpuUs: () => cpuUsOf(pid),
    rss: () => rssOf(pid),
    stop: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        child.once('exit', () => {
          resolve();
        });
        child.kill(signal);
      }),
  };
}

/** CPU time of any process, µs. */
export async function cpuUsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  // The name stands in parentheses and may hold spaces; utime and stime are fields 14 and 15 of the whole.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000_000;
}

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  return Number(kilobytes) * 1_024;
}
