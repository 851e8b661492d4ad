import { Writable } from 'node:stream';
import { loadConfig } from '../../src/config/load-config.js';
import { openCoordination } from '../../src/coordination/coordination.module.js';
import { createApp, type HearkenApp } from '../../src/create-app.js';
import { systemClock } from '../../src/platform/clock.js';
import { PinoLog } from '../../src/platform/logging/pino-log.js';
import { openMemoryStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { TestClient } from './client.js';

/** A server of a test, in this process, on a port of its own. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly app: HearkenApp;
  /** Every line it has logged, from `trace` up. */
  logged(): string;
  /** Lines of level `warn` and above. */
  complaints(): readonly string[];
  /** A client of it; closed with the server. */
  client(): TestClient;
  close(): Promise<void>;
}

/** Starts one on memory (or `storage`), configured by `env` over the defaults. */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  storage: Storage = openMemoryStorage(systemClock),
): Promise<TestServer> {
  const config = loadConfig({ PERSISTENCE: 'volatile', PORT: '0', NODE_ENV: 'test', ...env });
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = new PinoLog('trace', sink);
  const coordination = openCoordination(config.coordination, { clock: systemClock, log });
  const keys = ['k'.repeat(43)];
  const app = await createApp({ config, keys, storage, coordination, version: '1.2.3', clock: systemClock, log });
  const port = await app.listen();
  const url = `http://127.0.0.1:${String(port)}`;
  const clients: TestClient[] = [];
  return {
    url,
    port,
    app,
    logged: () => lines.join(''),
    complaints: () => lines.filter((line) => /"level":([456]0)/.test(line)),
    client: () => {
      const client = new TestClient(url);
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.close();
      await app.close();
      await coordination.close();
    },
  };
}
