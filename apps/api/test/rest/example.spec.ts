import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/rest-client.ts', import.meta.url));

/** Two starts of Node at once, and a conversation at the example's own pace. */
const BOTS_LIMIT_MS = 60_000;

let server: TestServer;

beforeEach(async () => {
  server = await startServer({});
});

afterEach(async () => {
  expect(server.complaints()).toEqual([]);
  await server.close();
});

it(
  'the two example bots talk when they are started as their file says',
  async () => {
    const bot = (role: string) => promisify(execFile)(process.execPath, [EXAMPLE, server.url, role]);
    const [listener, venter] = await Promise.all([bot('listen'), bot('vent')]);
    expect(listener.stdout).toBe('Hello.\nI had a long day.\nIt helps to say it.\n');
    expect(venter.stdout).toContain('I hear you: It helps to say it.\n');
  },
  BOTS_LIMIT_MS,
);
