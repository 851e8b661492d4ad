import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type Db, type Document } from 'mongodb';

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

/** The path of the mongod that `npm test` has seen to. */
export async function findMongod(): Promise<string> {
  const { findOrFetchMongod } = await tools();
  const lines: string[] = [];
  const binary = await findOrFetchMongod({ report: (line) => void lines.push(line) });
  if (binary === undefined) throw new Error(`These tests need a mongod.\n${lines.join('\n')}`);
  return binary;
}

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
    const binary = await findMongod();
    const { startEmbeddedMongo } = await tools();
    const dataDir = await mkdtemp(join(tmpdir(), 'hearken-e2e-'));
    return new Mongod(await startEmbeddedMongo({ binary, dataDir, report: () => undefined }), dataDir);
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

/** The documents of every collection. */
export type Backup = ReadonlyMap<string, readonly Document[]>;

/** The database of one test. */
export class Database {
  /** For MONGODB_URI. */
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }

  /** How many entries of conversations are stored. */
  countEntries(): Promise<number> {
    return this.#use((db) => db.collection('messages').countDocuments());
  }

  /** The conversation that goes on, where there is one only. */
  async openRoom(): Promise<string> {
    const rooms = await this.#use((db) =>
      db
        .collection<{ readonly _id: string }>('rooms')
        .find({ 'activeMembers.0': { $exists: true } })
        .toArray(),
    );
    const [room] = rooms;
    if (room === undefined || rooms.length > 1) throw new Error(`There are ${rooms.length} conversations.`);
    return room._id;
  }

  /** What a backup holds: every document, as of now. */
  backUp(): Promise<Backup> {
    return this.#use(async (db) => {
      const collections = await db.collections();
      const contents = collections.map(
        async (collection) => [collection.collectionName, await collection.find().toArray()] as const,
      );
      return new Map(await Promise.all(contents));
    });
  }

  /** As `mongorestore --drop`: what the backup does not know is gone. Indexes are kept, or made when the server starts. */
  restore(backup: Backup): Promise<void> {
    return this.#use(async (db) => {
      for (const collection of await db.collections()) await collection.deleteMany({});
      for (const [name, documents] of backup) {
        if (documents.length > 0) await db.collection(name).insertMany([...documents]);
      }
    });
  }

  /** Everything is gone, as with a lost disk. Collections and indexes are made anew when the server starts. */
  async wipe(): Promise<void> {
    await this.#use((db) => db.dropDatabase());
  }

  async #use<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const client = new MongoClient(this.uri);
    try {
      return await work(client.db());
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
