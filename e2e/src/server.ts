import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../apps/api/src/platform/free-port.ts';
import { freeze } from '../../apps/api/test/support/freeze.ts';
import { SERVER_ENVIRONMENT } from './server-environment.ts';
import { errorsIn } from './server-log.ts';

const MAIN = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
/** `npm run admin`. */
const ADMIN = fileURLToPath(new URL('../../apps/api/dist/admin-cli.js', import.meta.url));

const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 50;

/** The built server as a process of its own, on a port that it keeps over restarts. */
export class HearkenServer {
  readonly port: number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #home: string;
  #process: ChildProcess | undefined;
  #output = '';

  private constructor(port: number, home: string, env: NodeJS.ProcessEnv) {
    this.port = port;
    this.#home = home;
    this.#env = env;
  }

  static async prepare(mongodbUri: string, env: Readonly<Record<string, string>>): Promise<HearkenServer> {
    const port = await freePort();
    // Its own folder: a developer's .env must not reach the tests.
    const home = await mkdtemp(join(tmpdir(), 'hearken-e2e-server-'));
    return new HearkenServer(port, home, {
      PATH: process.env['PATH'],
      ...SERVER_ENVIRONMENT,
      PORT: String(port),
      DATA_DIR: home,
      MONGODB_URI: mongodbUri,
      ...env,
    });
  }

  /** Everything it has printed, over all its lives. */
  get output(): string {
    return this.#output;
  }

  /** What it called an error. */
  errors(): readonly string[] {
    return errorsIn(this.#output);
  }

  /** Resolves when it is ready to serve. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.#home,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`No server:\n${this.#output}`);
      await sleep(START_POLL_MS);
    }
  }

  /** Makes an operator as the console of the machine does; answers the one-time password. */
  async createOperator(name: string, role: 'admin' | 'moderator'): Promise<string> {
    const options = { cwd: this.#home, env: this.#env };
    const { stdout } = await promisify(execFile)(process.execPath, [ADMIN, 'create', name, '--role', role], options);
    const [, password] = /One-time password of \S+: (\S+)/.exec(stdout) ?? [];
    if (password === undefined) throw new Error(`No one-time password in:\n${stdout}`);
    return password;
  }

  /** Ends it without a chance to say anything. */
  async kill9(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it the way a deployment does; resolves when it has shut down. */
  async terminate(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Stops its clock and its ears; its sockets stay open. Resolves when it stands still. */
  async freeze(): Promise<void> {
    await freeze(this.#process?.pid);
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it for good and clears up. */
  async dispose(): Promise<void> {
    await this.kill9();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async #isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/health`, { signal: AbortSignal.timeout(1_000) });
      return answer.ok;
    } catch {
      return false;
    }
  }
}
