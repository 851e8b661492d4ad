import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONFORMANCE_CASES, defineConformanceTests } from '@hearken/protocol/testing';
import { startBuiltServer, type BuiltServer } from './support/built-server.js';
import { openTestDatabase, type TestDatabase } from './support/mongo.js';

/**
 * The protocol's own suite over the wire, against the server as it is shipped: built, in a process of its own, on a real
 * MongoDB, with the default limits. Real time, as its promises are about seconds.
 */
describe('the server keeps the promises of the protocol', () => {
  let database: TestDatabase | undefined;
  let server: BuiltServer | undefined;

  beforeAll(async () => {
    database = await openTestDatabase();
    server = await startBuiltServer({ MONGODB_URI: database.uri, LOG_LEVEL: 'debug' });
  }, 60_000);

  afterAll(async () => {
    await server?.stop();
    await database?.close();
  }, 60_000);

  defineConformanceTests({ beforeAll, it }, CONFORMANCE_CASES, () => running(server).url);

  // Last: all of the above has happened by then.
  it('and none of it is an error in the log, which holds no secret and no word said (I9, I10)', () => {
    const lines = running(server).output().split('\n');
    expect(lines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    expect(lines.filter((line) => /(?<![\w-])[\w-]{43}(?![\w-])/.test(line))).toEqual([]);
    expect(lines.filter((line) => /undisturbed|still here|😀|Take care|127\.0\.0\.1(?!:\d)/.test(line))).toEqual([]);
  });
});

function running(server: BuiltServer | undefined): BuiltServer {
  if (server === undefined) throw new Error('The server did not start: see the first failure.');
  return server;
}
