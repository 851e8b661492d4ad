import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/core/fake-clock';
import { SocketTransport } from './socket-transport';
import type { LinkListener } from './transport';

const NOBODY: LinkListener = {
  onPush: () => undefined,
  onClose: () => undefined,
  onAlive: () => undefined,
  onPing: () => undefined,
};

/** A port on which nobody listens: refused at once, by the real network. The e2e tests run the rest on real sockets. */
const url = 'http://127.0.0.1:9';

/** A port that takes connections and never says a word. */
async function silentPort(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${String(address.port)}`, close: () => server.close() };
}

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
  it('opens no more WebSockets after ten that failed, until HTTP answers: the browser would hold them back', async () => {
    let knocks = 0;
    let answers = false;
    const refusing = createServer((socket) => {
      knocks += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    const away = new SocketTransport({
      url: `http://127.0.0.1:${String(port)}`,
      clock: new FakeClock(),
      probe: () => Promise.resolve(answers),
    });
    const attempt = () => expect(away.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'unreachable' });
    for (let attempts = 0; attempts < 15; attempts += 1) await attempt();
    expect(knocks).toBe(10);
    answers = true;
    await attempt();
    expect(knocks).toBe(11);
    refusing.close();
  });

  it('does not take a slow line for a blocked WebSocket: HTTP must answer much sooner', async () => {
    const silent = await silentPort();
    const clock = new FakeClock();
    const given: number[] = [];
    const slow = new SocketTransport({
      url: silent.url,
      clock,
      probe: (timeoutMs) => {
        given.push(timeoutMs);
        return Promise.resolve(false);
      },
    });
    const opening = expect(slow.open(NOBODY, 2_000)).rejects.toMatchObject({ reason: 'timeout' });
    await clock.advance(2_000);
    await opening;
    expect(given).toEqual([250]);
    silent.close();
  });
});
