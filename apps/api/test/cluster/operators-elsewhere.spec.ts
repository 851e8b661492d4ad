import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnnouncementView, BanView, Settings, Stats } from '@hearken/protocol';
import { pairUp, type TestClient } from '../support/client.js';
import { openTestCluster, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { operatorOn, type TestOperator } from '../support/operator.js';
import type { TestServer } from '../support/server.js';

/** What operators do on one of two servers concerns the people of both. */
describe('operators on another server', () => {
  let cluster: TestCluster;
  let one: TestServer;
  let two: TestServer;
  let olga: TestOperator;

  beforeAll(async () => {
    cluster = await openTestCluster();
    [one, two] = [await cluster.start(), await cluster.start()];
    olga = await operatorOn(one, 'olga', 'admin');
  });
  afterAll(() => cluster.close());

  async function arrive(server: TestServer): Promise<TestClient> {
    const client = server.client();
    await client.register();
    return client;
  }

  it('are heard by people of this one, and take back what they said', async () => {
    const alice = await arrive(two);
    const sent = await olga.must<AnnouncementView>('POST', '/api/admin/sysmsg', { audience: 'all', text: 'Hello' });
    expect(await alice.hears('sys:announcement')).toMatchObject({ id: sent.id, text: 'Hello' });
    await olga.must('DELETE', `/api/admin/sysmsg/${String(sent.id)}`);
    await eventually(() => {
      expect(alice.told('sys:withdrawn')).toContainEqual({ id: sent.id });
    });
    expect(alice.told('sys:announcement')).toHaveLength(1);
  });

  it('close the queue here as well, and open it again', async () => {
    const alice = await arrive(two);
    const { revision, queue: _open, ...rest } = await olga.must<Settings>('GET', '/api/admin/settings');
    await olga.must('PUT', '/api/admin/settings', {
      ...draftOf(rest),
      revision,
      queue: 'closed',
      notice: 'Back soon.',
    });
    await eventually(() => {
      expect(alice.told('sys:settings').at(-1)).toMatchObject({ queue: 'closed' });
    });
    expect(await alice.refusal('queue:join', { role: 'vent' })).toMatchObject({ code: 'queue-closed' });
    await olga.must('PUT', '/api/admin/settings', { ...draftOf(rest), revision: revision + 1, queue: 'open' });
    await eventually(() => {
      expect(alice.told('sys:settings').at(-1)).toMatchObject({ queue: 'open' });
    });
  });

  it('send somebody away from here whom they have banned', async () => {
    const alice = two.client();
    const { publicId } = await alice.register();
    const ban = await olga.must<BanView>('POST', '/api/admin/bans', { personId: publicId, reason: 'Unkind.' });
    expect(ban.state).toBe('active');
    await eventually(() => {
      expect(alice.disconnectedFor).toBe('io server disconnect');
    });
  });

  it('are told of everybody, as all visitors are', async () => {
    const clients: (() => TestClient)[] = [() => one.client(), () => two.client()];
    await pairUp(() => (clients.shift() ?? (() => one.client()))());
    for (const { url } of [one, two]) {
      await eventually(async () => {
        const stats = (await (await fetch(`${url}/stats`)).json()) as Stats;
        expect(stats.roles.vent).toMatchObject({ talking: 1 });
        expect(stats.roles.listen).toMatchObject({ talking: 1 });
      });
    }
  });

  function draftOf({ limits, guidelinesVersion }: Pick<Settings, 'limits' | 'guidelinesVersion'>) {
    return { limits, guidelinesVersion };
  }
});
