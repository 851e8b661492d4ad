import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { MongoInstanceEvents } from 'mongodb-memory-server-core/lib/util/MongoInstance.js';
import { choosePort, hasData, runningPort, takeDataFolder, writeClaim } from './data-folder.js';
import { EmbeddedMongoError } from './embedded-mongo-error.js';
import { givenBinary } from './given-binary.js';
import type { Report } from './report.js';
import { renameMember, REPLICA_SET } from './replica-member.js';

/** How to run the database of one Hearken. */
export interface EmbeddedMongoOptions {
  /** The path of a `mongod`, from `findOrFetchMongod`. */
  readonly binary: string;
  /** Hearken's data folder (DATA_DIR); the database lives in `mongo/` below it. */
  readonly dataDir: string;
  /** Default: the port of the last start on this data, else a free one. */
  readonly port?: number;
  readonly report: Report;
  /** The `mongod` has died by itself; it is being started again. */
  readonly onDown?: () => void;
  /** The `mongod` is back, on the same data and port. Not called for the first start. */
  readonly onUp?: () => void;
}

/** A running `mongod`: a replica set with one member, kept alive until {@link stop}. */
export interface EmbeddedMongo {
  /** For MongoClient and mongoose; database `hearken`. Stays the same over restarts. */
  readonly uri: string;
  /** Of the `mongod` that runs now; undefined while there is none. */
  readonly pid: number | undefined;
  /** Stops it for good, cleanly. Any number of calls. */
  stop(): Promise<void>;
}

/** Small by choice: the data of a chat whose texts live a day fits well, and a laptop keeps its memory. */
const MONGOD_ARGS = [
  '--wiredTigerCacheSizeGB',
  '0.25',
  '--oplogSize',
  '128',
  '--quiet',
  '--setParameter',
  'diagnosticDataCollectionEnabled=false',
];

/** Recovering the journal of a killed server takes longer on a slow disk than mongodb-memory-server's own 10 s. */
const LAUNCH_TIMEOUT_MS = 60_000;

const CONFIGURE_ATTEMPTS = 50;
const CONFIGURE_PAUSE_MS = 100;

/** Pauses before each attempt to start a dead `mongod` again; the last one repeats. */
const RESTART_PAUSES_MS = [0, 250, 500, 1_000, 2_000, 5_000] as const;

/**
 * Starts `mongod` on `dataDir`, and again whenever it dies. Rejects with {@link EmbeddedMongoError} when another Hearken
 * uses the folder, or when `mongod` does not start.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const root = resolve(options.dataDir, 'mongo');
  const dbPath = join(root, 'db');
  await mkdir(dbPath, { recursive: true });
  const claim = await takeDataFolder(root, dbPath, options.report);
  const port = await choosePort(options.port, claim.port);
  await writeClaim(root, port);
  if (claim.port !== port && (await hasData(dbPath))) await renameMember(options.binary, dbPath, port);

  const supervisor = new Supervisor(options, dbPath, port);
  await supervisor.start();
  return supervisor;
}

/** Where the database of a Hearken that runs on this data folder is reached; undefined where none runs. */
export async function runningMongoUri(dataDir: string): Promise<string | undefined> {
  const root = resolve(dataDir, 'mongo');
  const port = await runningPort(root, join(root, 'db'));
  return port === undefined ? undefined : uriOf(port);
}

function uriOf(port: number): string {
  return `mongodb://127.0.0.1:${String(port)}/hearken?replicaSet=${REPLICA_SET}`;
}

/** mongodb-memory-server's replica set, with two of its habits changed. */
class SteadyReplSet extends MongoMemoryReplSet {
  /**
   * Left to itself it takes another port when the asked-for one was in use in the last 10 s, and the member would no
   * longer find itself in its replica set. Better it fails, and is tried again.
   */
  protected override getInstanceOpts(
    ...args: Parameters<MongoMemoryReplSet['getInstanceOpts']>
  ): ReturnType<MongoMemoryReplSet['getInstanceOpts']> {
    const options = { ...super.getInstanceOpts(...args), portGeneration: false };
    return options;
  }

  /**
   * It sets the stored configuration once more while a restarted `mongod` may still be loading it, and takes the
   * refusal for a failure. A moment later the same is accepted.
   */
  protected override async _initReplSet(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await super._initReplSet();
        return;
      } catch (error) {
        if (!isStillLoading(error) || attempt === CONFIGURE_ATTEMPTS) throw error;
        await sleep(CONFIGURE_PAUSE_MS);
      }
    }
  }
}

/** Not by class: mongodb-memory-server brings its own copy of the driver. */
function isStillLoading(error: unknown): boolean {
  return error instanceof Error && 'codeName' in error && error.codeName === 'ConfigurationInProgress';
}

/** Keeps one `mongod` alive: starts it, hears it die, starts it again. */
class Supervisor implements EmbeddedMongo {
  readonly uri: string;
  readonly #options: EmbeddedMongoOptions;
  readonly #dbPath: string;
  readonly #port: number;
  readonly #stopping = new AbortController();
  #replSet: MongoMemoryReplSet | undefined;
  #restarting: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: EmbeddedMongoOptions, dbPath: string, port: number) {
    this.#options = options;
    this.#dbPath = dbPath;
    this.#port = port;
    this.uri = uriOf(port);
  }

  get pid(): number | undefined {
    return this.#replSet?.servers[0]?.instanceInfo?.instance.mongodProcess?.pid;
  }

  async start(): Promise<void> {
    const replSet = new SteadyReplSet({
      binary: givenBinary(this.#options.binary),
      instanceOpts: [
        {
          dbPath: this.#dbPath,
          port: this.#port,
          storageEngine: 'wiredTiger',
          launchTimeout: LAUNCH_TIMEOUT_MS,
        },
      ],
      replSet: {
        name: REPLICA_SET,
        count: 1,
        args: MONGOD_ARGS,
        storageEngine: 'wiredTiger',
        // Out of the terminal's process group: Ctrl-C is for the app, which still writes while it shuts down.
        spawn: { detached: true },
      },
    });
    try {
      await replSet.start();
    } catch (error) {
      throw EmbeddedMongoError.didNotStart(this.#options.binary, this.#dbPath, error);
    }
    this.#replSet = replSet;
    replSet.servers[0]?.instanceInfo?.instance.once(MongoInstanceEvents.instanceClosed, () => {
      this.#died();
    });
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    await this.#replSet?.stop({ doCleanup: false });
    this.#replSet = undefined;
  }

  #died(): void {
    if (this.#isStopping()) return;
    this.#replSet = undefined;
    this.#options.report('MongoDB stopped by itself; starting it again on the same data');
    this.#options.onDown?.();
    this.#restarting = this.#restart();
  }

  /** Tries until it runs or {@link stop} is called: giving up would only turn an outage into a dead server. */
  async #restart(): Promise<void> {
    for (let attempt = 0; !this.#isStopping(); attempt += 1) {
      const pause = RESTART_PAUSES_MS[Math.min(attempt, RESTART_PAUSES_MS.length - 1)];
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#isStopping()) return;
      try {
        await this.start();
        this.#options.report('MongoDB is back');
        this.#options.onUp?.();
        return;
      } catch (error) {
        this.#options.report(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
