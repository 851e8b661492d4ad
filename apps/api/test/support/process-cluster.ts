import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoomClaim } from '@hearken/protocol';
import { TestClient, textEntry, type Talker } from './client.js';
import { openTestDatabase, type TestDatabase } from './mongo.js';
import { startTestRedis, type TestRedis } from './redis.js';
import { ServerProcess } from './server-process.js';

/** Several servers as processes of their own, which may be killed and frozen. */
export interface ProcessCluster {
  readonly redis: TestRedis;
  readonly database: TestDatabase;
  readonly servers: readonly ServerProcess[];
  readonly urls: readonly string[];
  /** A client of the server of this number; closed with the cluster. */
  client(server: number): TestClient;
  close(): Promise<void>;
}

const ENV = {
  HEARKEN_KEYS: 'k'.repeat(43),
  LOG_LEVEL: 'info',
  NODE_ENV: 'test',
  ADDRESS_UNREGISTERED_MAX: '100000',
  ADDRESS_REGISTERED_MAX: '100000',
  ADDRESS_CONNECTS_PER_MINUTE: '1000000',
};

/** Starts as many at once. */
export async function startProcessCluster(count: number): Promise<ProcessCluster> {
  const [redis, database, folder] = await Promise.all([
    startTestRedis(),
    openTestDatabase(),
    mkdtemp(join(tmpdir(), 'hearken-cluster-')),
  ]);
  const env = { ...ENV, MONGODB_URI: database.uri, REDIS_URL: redis.url };
  const servers = Array.from({ length: count }, () => new ServerProcess(env, folder));
  const urls = await Promise.all(servers.map((server) => server.address()));
  const clients: TestClient[] = [];
  return {
    redis,
    database,
    servers,
    urls,
    client: (server) => {
      const client = new TestClient(urls[server % count] ?? '');
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.close();
      await Promise.all(servers.map((server) => server.kill()));
      await redis.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody in a conversation who comes back to it as a browser does, and remembers every text they ever got. */
export class Returner {
  readonly texts: string[] = [];
  #n = 0;
  #looks = 0;
  /** Highest number of the partner that was pushed: one that does not follow shows a gap. */
  #highest = 0;
  #client: TestClient;

  constructor(readonly talker: Talker) {
    this.#client = talker.client;
  }

  get client(): TestClient {
    return this.#client;
  }

  /** Sends the next text; how many of theirs are accepted. */
  async say(text: string): Promise<number> {
    this.#n += 1;
    return this.sayAgain(this.#n, text);
  }

  /** The same text once more under its number, as an outbox does that was not answered. */
  async sayAgain(n: number, text: string): Promise<number> {
    const { roomId, stream } = this.talker.room;
    const entry = { ...textEntry(n, text), nonce: `nonce-of-number-${String(n).padStart(8, '0')}` };
    return (await this.#client.request('room:send', { roomId, stream, entries: [entry] })).accepted;
  }

  /** Registers on this client, with the room; everything missed of the partner is taken along. */
  async comeBack(client: TestClient, attempt = 2): Promise<void> {
    this.take();
    this.#client = client;
    this.#looks = 0;
    const { me } = this.talker;
    const { state } = await client.register({
      privateId: me.privateId,
      publicId: me.publicId,
      attempt,
      room: this.#claim(),
    });
    if (state.is !== 'paired') throw new Error(`came back to be ${state.is}`);
    for (const item of state.items) this.#take(item);
  }

  /** The partner's texts so far, after a look in the log where the server asks for one, or a gap shows. */
  async read(): Promise<readonly string[]> {
    const asked = this.#client.told('room:changed').length;
    this.take();
    if (asked > this.#looks || this.#highest > this.texts.length) {
      this.#looks = asked;
      const answer = await this.#client.request('room:sync', this.#claim());
      if (answer.is === 'open') for (const item of answer.room.items) this.#take(item);
    }
    return this.take();
  }

  /** The partner's texts so far, in order, each number once. */
  take(): readonly string[] {
    for (const { items } of this.#client.told('room:entries')) for (const item of items) this.#take(item);
    return this.texts;
  }

  #take(item: { readonly kind: string; readonly n?: number; readonly author?: string; readonly text?: string }): void {
    if (item.kind !== 'text' || item.author !== this.talker.room.partner.publicId) return;
    this.#highest = Math.max(this.#highest, item.n ?? 0);
    if (item.n === this.texts.length + 1) this.texts.push(item.text ?? '');
  }

  #claim(): RoomClaim {
    const { room } = this.talker;
    return {
      roomId: room.roomId,
      partnerId: room.partner.publicId,
      stream: room.stream,
      outboxFrom: this.#n + 1,
      received: { ...room.from.received, n: this.texts.length },
      own: { stream: room.stream, n: this.#n },
    };
  }
}
