import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

/** The browser of a newcomer on a bad line: it has asked, and has not heard the answer. */
const STORE = 'store-of-a-newcomer-on-a-bad-line';

describe('a newcomer whose first answer was lost', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.close());

  it('I6: is the same person when the browser asks again, and in the conversation that was made meanwhile', async () => {
    const unheard = server.client();
    const first = await unheard.register({ store: STORE, attempt: 1, role: 'vent' });
    const bob = server.client();
    await bob.register({ role: 'listen' });
    const room = await bob.hears('room:paired');

    const again = server.client();
    const second = await again.register({ store: STORE, attempt: 2, role: 'vent' });
    expect(second).toMatchObject({ privateId: first.privateId, publicId: first.publicId, isNew: true });
    expect(second.state).toMatchObject({
      is: 'paired',
      roomId: room.roomId,
      items: [],
      continuity: 'proven',
    });
    expect(await unheard.hears('session:closed')).toEqual({ reason: 'replaced' });
    expect(bob.told('room:ended')).toEqual([]);
  });

  it('I10: is somebody else from another store, and where ids came along that are not genuine', async () => {
    const first = await server.client().register({ store: STORE, attempt: 1 });
    const other = await server.client().register({ store: `${STORE}-2`, attempt: 1 });
    const forged = { privateId: 'p'.repeat(43), publicId: first.publicId };
    const mallory = await server.client().register({ store: STORE, attempt: 2, ...forged });
    expect(new Set([first, other, mallory].map(({ publicId }) => publicId)).size).toBe(3);
    expect(new Set([first, other, mallory].map(({ privateId }) => privateId)).size).toBe(3);
  });
});
