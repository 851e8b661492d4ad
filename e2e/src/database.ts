import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';

/** The two functions of the built server that find and keep a mongod. */
interface MongodTools {
  findOrFetchMongod(search: { report: (line: string) => void }): Promise<string | undefined>;
  startEmbeddedMongo(options: {
    binary: string;
    dataDir: string;
    report: (line: string) => void;
  }): Promise<{ readonly uri: string; readonly pid: number | undefined; stop(): Promise<void> }>;
}

const TOOLS = new URL('../../apps/api/dist/platform/mongo/', import.meta.url);

/** A real mongod of one worker; it starts itself again after {@link Mongod.kill9}. */
export class Mongod {
  readonly #running: Awaited<ReturnType<MongodTools['startEmbeddedMongo']>>;
  readonly #dataDir: string;
  #databases = 0;

  private constructor(running: Awaited<ReturnType<MongodTools['startEmbeddedMongo']>>, dataDir: string) {
    this.#running = running;
    this.#dataDir = dataDir;
  }

  static async start(): Promise<Mongod> {
    const { findOrFetchMongod, startEmbeddedMongo } = await tools();
    const lines: string[] = [];
    const report = (line: string): void => void lines.push(line);
    const binary = await findOrFetchMongod({ report });
    if (binary === undefined) throw new Error(`These tests need a mongod.\n${lines.join('\n')}`);
    const dataDir = await mkdtemp(join(tmpdir(), 'hearken-e2e-'));
    return new Mongod(await startEmbeddedMongo({ binary, dataDir, report }), dataDir);
  }

  /** A database that no other test has seen. */
  freshDatabase(): Database {
    this.#databases += 1;
    return new Database(this.#running.uri.replace('/hearken?', `/hearken-${this.#databases}?`));
  }

  /** As a power cut ends it; a moment later it is up again on the same data. */
  kill9(): void {
    const { pid } = this.#running;
    if (pid === undefined) throw new Error('There is no mongod to kill just now.');
    process.kill(pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

/** The database of one test. */
export class Database {
  /** For MONGODB_URI. */
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }

  /** How many entries of conversations are stored. */
  async countEntries(): Promise<number> {
    const client = new MongoClient(this.uri);
    try {
      return await client.db().collection('messages').countDocuments();
    } finally {
      await client.close();
    }
  }

  /** The conversation that goes on, where there is one only. */
  async openRoom(): Promise<string> {
    const client = new MongoClient(this.uri);
    try {
      const rooms = await client
        .db()
        .collection<{ readonly _id: string }>('rooms')
        .find({ 'activeMembers.0': { $exists: true } })
        .toArray();
      const [room] = rooms;
      if (room === undefined || rooms.length > 1) throw new Error(`There are ${rooms.length} conversations.`);
      return room._id;
    } finally {
      await client.close();
    }
  }

  /** Everything is gone, as with a lost disk. Collections and indexes are made anew when the server starts. */
  async wipe(): Promise<void> {
    const client = new MongoClient(this.uri);
    try {
      await client.db().dropDatabase();
    } finally {
      await client.close();
    }
  }
}

async function tools(): Promise<MongodTools> {
  const [binary, mongo] = (await Promise.all([
    import(new URL('mongod-binary.js', TOOLS).href),
    import(new URL('embedded-mongo.js', TOOLS).href),
  ])) as [Pick<MongodTools, 'findOrFetchMongod'>, Pick<MongodTools, 'startEmbeddedMongo'>];
  return { ...binary, ...mongo };
}
