import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/platform/mongo/embedded-mongo.js';
import { eventually } from '../support/eventually.js';
import { testMongodBinary } from '../support/mongo.js';

interface Note {
  readonly _id: number;
}

const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

describe('embedded MongoDB', () => {
  let dataDir: string;
  let running: EmbeddedMongo[];
  let lines: string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hearken-embedded-'));
    running = [];
    lines = [];
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(running.map((mongo) => mongo.stop()));
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
  });

  async function start(callbacks: { onDown?: () => void; onUp?: () => void } = {}): Promise<EmbeddedMongo> {
    const report = (line: string): void => void lines.push(line);
    const mongo = await startEmbeddedMongo({ binary: testMongodBinary(), dataDir, report, ...callbacks });
    running.push(mongo);
    return mongo;
  }

  async function withNotes<T>(uri: string, use: (notes: Notes) => Promise<T>): Promise<T> {
    const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 20_000 });
    try {
      const notes = client.db().collection<Note>('notes');
      return await use({
        add: async (_id) => void (await notes.insertOne({ _id }, DURABLE)),
        count: () => notes.countDocuments(),
      });
    } finally {
      await client.close();
    }
  }

  it('keeps its data and its address over a stop and a start', async () => {
    const first = await start();
    await withNotes(first.uri, (notes) => notes.add(1));
    await first.stop();

    const second = await start();

    expect(second.uri).toBe(first.uri);
    expect(await withNotes(second.uri, (notes) => notes.count())).toBe(1);
  });

  it('is started again on the same data and port when it is killed while it is written to', async () => {
    const heard: string[] = [];
    const mongo = await start({ onDown: () => heard.push('down'), onUp: () => heard.push('up') });

    await withNotes(mongo.uri, async (notes) => {
      for (let id = 0; id < 50; id += 1) {
        if (id === 25) killNow(mongo);
        // The driver tries each write again until the server is back: none may be missing, none doubled.
        await notes.add(id);
      }
      expect(await notes.count()).toBe(50);
    });

    await eventually(() => {
      expect(heard).toEqual(['down', 'up']);
    });
    expect(lines).toEqual(['MongoDB stopped by itself; starting it again on the same data', 'MongoDB is back']);
  });

  it('does not come back once it was stopped', async () => {
    // mongodb-memory-server would shut it down politely, and says that nobody answers.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const mongo = await start();
    killNow(mongo);

    await mongo.stop();

    expect(mongo.pid).toBeUndefined();
    await expect(MongoClient.connect(mongo.uri, { serverSelectionTimeoutMS: 500 })).rejects.toThrow();
  });

  it('says who holds the data when a second Hearken starts on it', async () => {
    const other = await startInOwnProcess(dataDir);
    try {
      await expect(start()).rejects.toMatchObject({
        name: 'EmbeddedMongoError',
        reason: 'in-use',
        message: expect.stringContaining(`process ${String(other.pid)}`) as unknown,
      });
    } finally {
      other.kill('SIGKILL');
      process.kill(await mongodPid(dataDir), 'SIGKILL');
    }
  });

  it('takes over the data of a Hearken that was killed', async () => {
    const other = await startInOwnProcess(dataDir);
    const uri = await readUri(dataDir);
    await withNotes(uri, (notes) => notes.add(1));
    other.kill('SIGKILL');
    await once(other, 'exit');

    const mongo = await start();

    expect(await withNotes(mongo.uri, (notes) => notes.count())).toBe(1);
  });

  it('moves to another port when somebody has taken its own', async () => {
    const first = await start();
    await withNotes(first.uri, (notes) => notes.add(1));
    const port = Number(new URL(first.uri).port);
    await first.stop();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');

    try {
      const second = await start();
      expect(second.uri).not.toBe(first.uri);
      expect(await withNotes(second.uri, (notes) => notes.count())).toBe(1);
    } finally {
      squatter.close();
    }
  });

  it('starts on data whose note about the last owner was cut off', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dataDir, 'mongo', 'embedded.json'), '{"por');

    const second = await start();

    await expect(withNotes(second.uri, (notes) => notes.count())).resolves.toBe(0);
  });

  it('says which program failed on which folder', async () => {
    // mongodb-memory-server says it too, in its own way.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const report = (): void => undefined;
    await expect(startEmbeddedMongo({ binary: process.execPath, dataDir, report })).rejects.toMatchObject({
      reason: 'did-not-start',
      message: expect.stringContaining(process.execPath) as unknown,
    });
  });
});

interface Notes {
  add(id: number): Promise<void>;
  count(): Promise<number>;
}

function killNow(mongo: EmbeddedMongo): void {
  if (mongo.pid === undefined) throw new Error('no mongod runs');
  process.kill(mongo.pid, 'SIGKILL');
}

/** Another Hearken, as far as the database can tell. */
async function startInOwnProcess(dataDir: string): Promise<ChildProcess> {
  const program = new URL('../support/embedded-mongo-process.mjs', import.meta.url);
  const child = fork(program, [testMongodBinary(), dataDir], { execArgv: [] });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the other process ended before it was ready'))),
  ]);
  return child;
}

async function mongodPid(dataDir: string): Promise<number> {
  return Number(await readFile(join(dataDir, 'mongo', 'db', 'mongod.lock'), 'utf8'));
}

async function readUri(dataDir: string): Promise<string> {
  const { port } = JSON.parse(await readFile(join(dataDir, 'mongo', 'embedded.json'), 'utf8')) as { port: number };
  return `mongodb://127.0.0.1:${String(port)}/hearken?replicaSet=hearken`;
}
