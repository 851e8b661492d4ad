import { FRAME_MAX_BYTES, PING_INTERVAL_MS, PING_TIMEOUT_MS } from '../../../limits.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';

/** Design sections 5 and 13: the socket below the events. */
export const handshakeCases: readonly ConformanceCase[] = [
  {
    name: 'the handshake tells the heartbeat and the frame limit',
    invariant: 'section 5',
    async run({ server }) {
      const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
      const text = await response.text();
      promised(response.ok && text.startsWith('0{'), 'long polling opens', text);
      const open: unknown = JSON.parse(text.slice(1));
      const told = (key: string): unknown =>
        typeof open === 'object' && open !== null ? Reflect.get(open, key) : undefined;
      same([told('pingInterval'), told('pingTimeout')], [PING_INTERVAL_MS, PING_TIMEOUT_MS], 'the heartbeat');
      promised(Number(told('maxPayload')) <= 2 * FRAME_MAX_BYTES, 'frames are limited', told('maxPayload'));
      promised(Array.isArray(told('upgrades')), 'an upgrade to WebSocket is offered', open);
    },
  },
  {
    name: 'pages of other origins are refused, on both transports',
    invariant: 'section 13',
    async run({ server, wire }) {
      const foreign = ['https://evil.example', `${server.url}.evil.example`, 'null'];
      for (const origin of foreign) {
        for (const transport of ['websocket', 'polling'] as const) {
          const opened = await wire({ headers: { origin }, transports: [transport] }).catch(() => undefined);
          promised(opened === undefined, `a page of ${origin} cannot open a ${transport} connection`);
        }
      }
      const own = await wire({ headers: { origin: server.url } });
      promised(own.isOpen, 'the own origin is welcome');
      const none = await wire();
      promised(none.isOpen, 'and so is who is no page');
    },
  },
  {
    name: 'long polling does everything that WebSocket does',
    invariant: 'issue 4',
    async run({ person, meet }) {
      const alice = await person('alice', { transports: ['polling'] });
      const bob = await person('bob');
      await meet(alice, bob);
      await alice.say('over polling');
      await bob.hear(1);
      await bob.say('over a WebSocket');
      await alice.hear(1);
      alice.wire.close();
      await bob.wire.push('room:partner', ({ presence }) => presence.is === 'reconnecting');
      const { state } = await alice.comeBack();
      promised(state.is === 'paired', 'and either goes on where the other was', state);
    },
  },
];
