import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../apps/api/src/platform/free-port.ts';
import { freeze } from '../../apps/api/test/support/freeze.ts';
import { findMongod } from './database.ts';
import type { Site } from './fixtures.ts';
import { readPartLine } from './part-line.ts';
import { SERVER_ENVIRONMENT } from './server-environment.ts';
import { errorsIn } from './server-log.ts';

/** What `npm run cluster` runs once everything is installed and built. */
const LAUNCH = fileURLToPath(new URL('../../scripts/cluster/launch.mjs', import.meta.url));
const SERVERS = 3;
const START_TIMEOUT_MS = 90_000;

/** One server of the cluster, as it runs now. */
export interface ClusterServer {
  readonly name: string;
  readonly origin: string;
  readonly pid: number;
}

/** `npm run cluster`: three MongoDB members, Redis, three servers and HAProxy, with a folder of their own. */
export class HearkenCluster {
  /** The one address's. */
  readonly port: number;
  readonly #home: string;
  readonly #process: ChildProcess;
  readonly #servers = new Map<string, ClusterServer & { readonly state: string }>();
  #printed = '';

  private constructor(port: number, home: string, child: ChildProcess) {
    this.port = port;
    this.#home = home;
    this.#process = child;
  }

  /** Resolves when it takes people. */
  static async start(): Promise<HearkenCluster> {
    const port = await freePort();
    const home = await mkdtemp(join(tmpdir(), 'hearken-e2e-cluster-'));
    const mongod = await findMongod();
    const child = spawn(process.execPath, [LAUNCH, '--servers', String(SERVERS), '--port', String(port)], {
      // Its own folder: a developer's .env must not reach the tests.
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        ...SERVER_ENVIRONMENT,
        DATA_DIR: home,
        MONGOMS_SYSTEM_BINARY: mongod,
        HEARKEN_REDIS_SERVER: process.env['HEARKEN_REDIS_SERVER'],
        HEARKEN_HAPROXY: process.env['HEARKEN_HAPROXY'],
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const cluster = new HearkenCluster(port, home, child);
    try {
      await cluster.#listen();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** The cluster as a place for people, with what its servers log from now on. */
  fromNow(): Site {
    const before = this.#logs();
    const logged = (): string =>
      [...this.#logs()].map(([name, text]) => text.slice(before.get(name)?.length ?? 0)).join('');
    return {
      port: this.port,
      get output() {
        return logged();
      },
      errors: () => errorsIn(logged()),
    };
  }

  get servers(): readonly ClusterServer[] {
    return [...this.#servers.values()];
  }

  /** How many people each server has, by its name; without those that do not answer. */
  async peopleByServer(): Promise<ReadonlyMap<string, number>> {
    const counts = this.servers.map(async ({ name, origin }) => [name, await peopleAt(origin)] as const);
    const answered = await Promise.allSettled(counts);
    return new Map(answered.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  }

  /** Sends a signal to one server: SIGKILL and SIGTERM end it, and it is started again a second later. */
  signal({ pid }: ClusterServer, signal: NodeJS.Signals): void {
    process.kill(pid, signal);
  }

  /** Stops one server until SIGCONT. Resolves when it stands still. */
  async freeze({ pid }: ClusterServer): Promise<void> {
    await freeze(pid);
  }

  /** Whether it runs as another process than before, and takes people. */
  isBack({ name, pid }: ClusterServer): boolean {
    const now = this.#servers.get(name);
    return now !== undefined && now.pid !== pid && now.state === 'ready';
  }

  async stop(): Promise<void> {
    for (const { pid } of this.servers) continueProcess(pid);
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await gone;
    }
    await rm(this.#home, { recursive: true, force: true });
  }

  /** What each server has logged over all its lives. */
  #logs(): ReadonlyMap<string, string> {
    const folder = join(this.#home, 'cluster');
    const names = readdirSync(folder).filter((name) => /^server-\d+\.log$/.test(name));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  }

  async #listen(): Promise<void> {
    const { stdout, stderr } = this.#process;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`No cluster:\n${this.#printed}`));
      }, START_TIMEOUT_MS);
      // Not at its exit: its last words, which say why, may still be under way then.
      this.#process.once('close', () => {
        clearTimeout(timer);
        reject(new Error(`No cluster:\n${this.#printed}`));
      });
      for (const stream of [stdout, stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          this.#read(text);
          if (!this.#printed.includes('Hearken is at')) return;
          clearTimeout(timer);
          resolve();
        });
      }
    });
  }

  /** Each line that is complete by now says how one part is. */
  #read(text: string): void {
    const before = this.#printed.lastIndexOf('\n') + 1;
    this.#printed += text;
    const lines = this.#printed.slice(before, this.#printed.lastIndexOf('\n') + 1);
    for (const line of lines.split('\n')) {
      const part = readPartLine(line);
      if (part !== undefined) this.#servers.set(part.name, part);
    }
  }
}

async function peopleAt(origin: string): Promise<number> {
  const answer = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(2_000) });
  const [, count] = /^hearken_registered(?:\{[^}]*\})? (\d+)$/m.exec(await answer.text()) ?? [];
  if (count === undefined) throw new Error(`${origin} does not say how many people it has.`);
  return Number(count);
}

function continueProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}
