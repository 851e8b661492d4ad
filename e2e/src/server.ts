import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
/** `npm run admin`. */
const ADMIN = fileURLToPath(new URL('../../apps/api/dist/admin-cli.js', import.meta.url));

/** Constant, so that a restarted server knows its people again, also on an empty database. */
const KEYS = Buffer.alloc(32, 'hearken-e2e').toString('base64');

const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 50;

/** All people of a test share one address: its limits are not what is tested. */
const ENVIRONMENT = {
  NODE_ENV: 'development',
  HOST: '127.0.0.1',
  HEARKEN_KEYS: KEYS,
  LOG_LEVEL: 'warn',
  ADDRESS_UNREGISTERED_MAX: '1000',
  ADDRESS_REGISTERED_MAX: '1000',
  ADDRESS_CONNECTS_PER_MINUTE: '100000',
};

/** A line of the server's log, as far as tests look at it. */
interface LogLine {
  readonly level: number;
  readonly msg: string;
}

/** pino's number for `error`: someone must act. */
const ERROR = 50;

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
      ...ENVIRONMENT,
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
    return this.#output.split('\n').filter((line) => parse(line)?.level === ERROR || isBareTrace(line));
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

  /** Stops its clock and its ears; its sockets stay open. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
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

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}

/** What a process prints when it dies of an exception that nobody caught. */
function isBareTrace(line: string): boolean {
  return /^\s*at .*\(.*:\d+:\d+\)$/.test(line);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
