import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEEWAY_AFTER_OUTAGE_MS } from '@hearken/protocol';
import { pairUp, textEntry, type TestClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Returner, startProcessCluster, type ProcessCluster } from '../support/process-cluster.js';

/** SIGSTOP of one of two servers, for longer than it takes to be taken for dead. */
describe('a server that is frozen and wakes', () => {
  let cluster: ProcessCluster;

  beforeAll(async () => {
    cluster = await startProcessCluster(2);
  }, 120_000);
  afterAll(() => cluster.close());

  /** The first on the server that freezes, the second on the other one. */
  async function pair(): Promise<readonly [Returner, Returner]> {
    let next = 0;
    const [left, right] = await pairUp((): TestClient => cluster.client(next++));
    return [new Returner(left), new Returner(right)];
  }

  it('I4, I6: speaks for nobody who has gone on elsewhere, and loses nobody who stayed', async () => {
    const [alice, bob] = await pair();
    const [carol, dave] = await pair();
    await Promise.all([alice, bob, carol, dave].map((person) => person.say('before')));
    const frozenAt = Date.now();
    await cluster.servers[0]?.freeze();

    // On its way to the frozen server, and sent again to the other one: exactly once.
    const old = alice.client;
    const { roomId, stream } = alice.talker.room;
    const said = { ...textEntry(2, 'once'), nonce: 'nonce-of-number-00000002' };
    const stale = old.raw('room:send', { roomId, stream, entries: [said] }).catch(() => 'unanswered');
    await alice.comeBack(cluster.client(1));
    expect(await alice.say('once')).toBe(2);
    const away = await eventually(() => {
      const { presence } = dave.client.told('room:partner').at(-1) ?? {};
      if (presence?.is !== 'reconnecting') throw new Error('not told');
      return Date.now() - frozenAt;
    });
    expect(away).toBeLessThan(8_000);
    cluster.servers[0]?.signal('SIGCONT');
    const wokenAt = Date.now();

    await eventually(() => {
      expect(old.disconnectedFor).toBeDefined();
    });
    expect(old.told('session:closed')).toEqual([{ reason: 'replaced' }]);
    expect(await stale).not.toEqual(expect.objectContaining({ ok: true }));
    expect(await alice.say('and again')).toBe(3);
    await eventually(async () => {
      expect(await bob.read()).toEqual(['before', 'once', 'and again']);
    });

    // Carol's socket has lived through it. When the 15 s of her being taken up are over she is still there.
    expect(await carol.say('still here')).toBe(2);
    await pause(LEEWAY_AFTER_OUTAGE_MS + 2_000 - (Date.now() - wokenAt));
    expect(await carol.say('and now')).toBe(3);
    await eventually(async () => {
      expect(await dave.read()).toEqual(['before', 'still here', 'and now']);
    });
    for (const person of [alice, bob, carol, dave]) expect(person.client.told('room:ended')).toEqual([]);
  }, 90_000);
});
