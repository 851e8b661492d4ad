import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pairUp, type Talker } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

/** Going away in order: nothing taken is lost, everybody knows when to come back. */
describe('draining', () => {
  let server: TestServer;
  let alice: Talker;
  let bob: Talker;

  beforeEach(async () => {
    server = await startServer();
    [alice, bob] = await pairUp(server.client);
  });

  afterEach(() => server.close());

  async function runStages(...names: readonly string[]): Promise<void> {
    for (const name of names) await server.app.shutdownStages.find((stage) => stage.name === name)?.run(5_000);
  }

  it('has its stages in this order', () => {
    const names = server.app.shutdownStages.map(({ name }) => name);
    expect(names).toEqual(['send-away', 'refuse-new', 'answer', 'store', 'say-goodbye', 'close']);
  });

  it('finishes what was taken, and refuses what is new', async () => {
    const taken = alice.say('last words');
    await eventually(() => {
      expect(bob.heard()).toEqual(['last words']);
    });
    await runStages('refuse-new');
    expect(await taken).toBe(1);
    const refusal = await bob.client.refusal('queue:position', {});
    expect(refusal).toMatchObject({ code: 'draining' });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    await expect(server.client().connected()).rejects.toThrow();
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it('tells everybody when to come back, then why the socket closes', async () => {
    await runStages('refuse-new', 'answer', 'store');
    for (const { client } of [alice, bob]) {
      const { retryAfterMs } = await client.hears('server:draining');
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(1_000);
      expect(client.socket.connected).toBe(true);
    }
    await runStages('say-goodbye', 'close');
    for (const { client } of [alice, bob]) {
      expect(client.told('session:closed')).toEqual([{ reason: 'draining' }]);
      expect(client.socket.connected).toBe(false);
    }
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    expect(server.complaints()).toEqual([]);
  });
});
