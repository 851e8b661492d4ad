import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/core/fake-clock';
import { SocketTransport } from './socket-transport';
import type { LinkListener } from './transport';

const NOBODY: LinkListener = { onPush: () => undefined, onClose: () => undefined, onAlive: () => undefined };

/** A port on which nobody listens: refused at once, by the real network. The e2e tests run the rest on real sockets. */
const url = 'http://127.0.0.1:9';

function transport(answers: boolean): SocketTransport {
  return new SocketTransport({ url, clock: new FakeClock(), probe: () => Promise.resolve(answers) });
}

describe('SocketTransport', () => {
  it('tells a server that is away as unreachable, however often', async () => {
    const away = transport(false);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(away.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'unreachable' });
    }
  });

  it('tells that the WebSocket is blocked when HTTP answers and long polling fails as well', async () => {
    const blocked = transport(true);
    await expect(blocked.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(blocked.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(blocked.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'websocket-blocked' });
    await expect(blocked.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
