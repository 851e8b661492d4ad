import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import './typescript-source.mjs';

/** Where tests/support/mongo.ts finds the shared server and the program; workers inherit the environment. */
const URI = 'HEARKEN_TEST_MONGODB_URI';
const BINARY = 'HEARKEN_TEST_MONGOD';

/**
 * One real MongoDB for the whole run, in a folder of its own: each test takes a database in it. Where there is none the
 * run fails and says how to get one; nothing is skipped.
 */
export default async function globalSetup() {
  const { findOrFetchMongod, HOW_TO_GET_MONGOD } = await import('../../src/platform/mongo/mongod-binary.ts');
  const { startEmbeddedMongo } = await import('../../src/platform/mongo/embedded-mongo.ts');
  const lines = [];
  const report = (line) => lines.push(line);

  const binary = await findOrFetchMongod({ report });
  if (binary === undefined) {
    throw new Error(`These tests need a real mongod and none was found.\n${lines.join('\n')}\n${HOW_TO_GET_MONGOD}`);
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'hearken-test-'));
  const mongo = await startEmbeddedMongo({ binary, dataDir, report });
  await keepWhatHasExpired(mongo.uri);
  process.env[URI] = mongo.uri;
  process.env[BINARY] = binary;
  globalThis.hearkenTestMongo = { mongo, dataDir };
}

/**
 * Tests move a clock of their own, in years that mongod's clock has long left behind: its expiry, once a minute by the
 * real time, would take their documents away under them. That the indexes are there is a test of its own.
 */
async function keepWhatHasExpired(uri) {
  const client = await MongoClient.connect(uri);
  await client.db('admin').command({ setParameter: 1, ttlMonitorEnabled: false });
  await client.close();
}
