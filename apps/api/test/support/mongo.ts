import { randomBytes } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';

/** A fresh database on the run's shared MongoDB, for one test file. */
export interface TestDatabase {
  /** Names the database too: for `mongoose.connect`, a child process's MONGODB_URI, and so on. */
  readonly uri: string;
  readonly client: MongoClient;
  readonly db: Db;
  /** Drops the database and closes the client. Call it in `afterAll`. */
  close(): Promise<void>;
}

/**
 * A database that nobody else uses, on a real single-member replica set (transactions, majority writes and change
 * streams work). The server itself is shared: a test that kills or freezes mongod starts its own with
 * `startEmbeddedMongo` and {@link testMongodBinary}.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(fromGlobalSetup('HEARKEN_TEST_MONGODB_URI'));
  url.pathname = `/${name}`;
  const client = await MongoClient.connect(url.href);
  const db = client.db(name);
  return {
    uri: url.href,
    client,
    db,
    close: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

/** The `mongod` that the run found: never undefined, as the run has failed already where there is none. */
export function testMongodBinary(): string {
  return fromGlobalSetup('HEARKEN_TEST_MONGOD');
}

function fromGlobalSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: tests on MongoDB belong under apps/api/test (Jest project "integration").`);
  }
  return value;
}
