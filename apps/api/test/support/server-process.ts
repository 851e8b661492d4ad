import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';
import { freeze } from './freeze.js';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A server in a process of its own, from the sources. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #output = '';

  /** @param env everything it gets besides PATH, over the defaults of a test */
  constructor(env: Readonly<Record<string, string | undefined>>, folder: string) {
    const hooks = ['--import', fromHere('./swc-source.mjs'), '--conditions', 'hearken-source'];
    this.#child = spawn(
      process.execPath,
      [...hooks, '--disable-warning=ExperimentalWarning', fromHere('../../src/main.ts')],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'], PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  /** Everything it has said so far. */
  get output(): string {
    return this.#output;
  }

  /** Its address, once it says it. */
  async address(): Promise<string> {
    return eventually(() => {
      const port = /Hearken is at http:\/\/localhost:(\d+)/.exec(this.#output)?.[1];
      if (port === undefined) throw new Error(`it did not start:\n${this.#output}`);
      return `http://127.0.0.1:${port}`;
    }, 60_000);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Until SIGCONT. Resolves when it stands still. */
  async freeze(): Promise<void> {
    await freeze(this.#child.pid);
  }

  /** How it ended: its exit code, or the signal. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** For `afterEach`: whatever state it is in. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended();
  }
}
