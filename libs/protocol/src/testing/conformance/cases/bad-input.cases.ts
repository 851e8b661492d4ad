import { setTimeout as sleep } from 'node:timers/promises';
import { REQUEST_NAMES, type RequestName } from '../../../events.js';
import { badPayloads, type BadPayload } from '../../bad-payloads.js';
import { SAMPLE_PAYLOADS } from '../../sample-payloads.js';
import type { ConformanceCase } from '../conformance-case.js';
import { GARBAGE_PACKETS, HTTP_GARBAGE } from '../garbage.js';
import { ConformanceFailure, promised, same, shown } from '../failure.js';
import { whileNeighboursTalk } from '../neighbours.js';
import type { Person } from '../person.js';
import { sendBytes, sendFrames } from '../raw-wire.js';
import type { Wire } from '../wire.js';

const MAY_BE_BARE: ReadonlySet<string> = new Set(['session:closing', 'queue:cancel', 'queue:position']);
/** A server may close the socket of who sends rubbish, also again and again. */
const COME_BACKS_MAX = 40;

/** Issue "bad input": any bytes give a coded error or a closed socket, and the pair next door does not notice (I9). */
export const badInputCases: readonly ConformanceCase[] = [
  ...['session', 'queue', 'room'].map(matrixOf),
  {
    name: 'unknown events, and requests without a payload or with several, are refused',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        const mallory = await context.person('mallory');
        const events = [
          'room:explode',
          'session',
          '',
          ':',
          '*',
          '__proto__',
          'constructor',
          'toString',
          'message',
          'room:Send',
        ];
        for (const event of events) await isRefused(mallory, event, [{}], ['unknown-event']);
        for (const event of REQUEST_NAMES) {
          // Where there is nothing to say, saying nothing may do.
          if (!MAY_BE_BARE.has(event)) await isRefused(mallory, event, [], ['invalid']);
          await isRefused(mallory, event, ['one', 'two'], ['invalid']);
        }
        await isRefused(mallory, 'queue:position', [{}, {}], ['invalid', 'wrong-state']);
      }),
  },
  {
    name: 'requests without a callback harm nobody',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        const mallory = await context.person('mallory');
        const frame = (...args: readonly unknown[]): string => `42${JSON.stringify(args)}`;
        const rubbish = [frame('queue:join'), frame('room:send', null), frame('room:sync', []), frame('no:such', {})];
        const frames = REQUEST_NAMES.map((event) => frame(event, SAMPLE_PAYLOADS[event]));
        await sendFrames(context.server, [...frames, ...rubbish], 50);
        await mallory.cancel();
      }),
  },
  {
    name: 'a frame above the limit closes the socket, and nothing else',
    invariant: 'I9, section 13',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        for (const size of [40_000, 1_000_000]) {
          const frame = `42["queue:join",{"role":"${'v'.repeat(size)}"}]`;
          const reaction = await sendFrames(context.server, [frame], 1_000);
          promised(isClosedOrTold(reaction, 'too-large'), `${String(size)} bytes are not read`, reaction);
        }
        const fits = `421["queue:join",{"role":"${'v'.repeat(30_000)}"}]`;
        const reaction = await sendFrames(context.server, [fits]);
        promised(reaction.is === 'open', 'what fits is answered', reaction);
      }),
  },
  {
    name: 'deep nesting is refused, not followed',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        const mallory = await context.person('mallory');
        for (const depth of [100, 5_000, 15_000]) {
          const nested = '['.repeat(depth) + ']'.repeat(depth);
          const objects = '{"a":'.repeat(Math.floor(depth / 3)) + '1' + '}'.repeat(Math.floor(depth / 3));
          for (const value of [nested, objects]) {
            const frames = [
              `421["room:send",${value}]`,
              `422["session:register",${value}]`,
              `423["room:sync",{"own":${value}}]`,
            ];
            await sendFrames(context.server, frames, 100);
          }
        }
        // Deeper than this the client itself gives up.
        await isRefused(mallory, 'room:send', [JSON.parse('['.repeat(500) + ']'.repeat(500))], ['invalid']);
      }),
  },
  {
    name: 'packets that are none are answered by closing at most',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        await sendFrames(context.server, GARBAGE_PACKETS, 30);
        await sendFrames(context.server, [new Uint8Array([0, 1, 2, 255])], 100);
        await sendFrames(context.server, ['451-["room:send",{"_placeholder":true,"num":0}]', new Uint8Array(16)], 100);
      }),
  },
  {
    name: 'HTTP that is none, and handshakes that are wrong, harm nobody',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        for (const bytes of HTTP_GARBAGE) await sendBytes(context.server, bytes);
        const wrong = [
          'EIO=3&transport=polling',
          'EIO=4&transport=carrier-pigeon',
          'EIO=4&transport=polling&sid=nobody',
          'EIO=4',
        ];
        for (const query of wrong) {
          const { status } = await fetch(`${context.server.url}/socket.io/?${query}`);
          promised(status >= 400 && status < 500, `a handshake with ${query} is refused`, status);
        }
        const strange = [
          '/no-such-page-%00',
          '/%E0%A4%A',
          '/../../etc/passwd',
          '/api/__proto__',
          `/${'x'.repeat(4_000)}`,
        ];
        for (const path of strange) {
          const { status } = await fetch(context.server.url + path);
          promised(status < 500, `GET ${path.slice(0, 40)} is answered`, status);
        }
      }),
  },
  {
    name: 'a flood is limited',
    invariant: 'I9',
    limitMs: 60_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        const [mallory, partner] = await context.pair(['talk', 'talk']);
        const { roomId } = mallory;
        const answers = Array.from({ length: 3_000 }, (_, index) =>
          index % 3 === 0
            ? mallory.wire.askAnything('room:typing', [{ roomId, typing: index % 2 === 0 }])
            : mallory.wire.askAnything(index % 3 === 1 ? 'queue:position' : 'no:such', [{}]),
        );
        const settled = await Promise.allSettled(answers);
        const limited = settled.filter(
          (one) => one.status === 'rejected' || (!one.value.ok && one.value.error.code === 'rate-limited'),
        );
        promised(limited.length > 0, '3,000 requests at once are limited, or the socket is closed');
        await partner.say('I am still here');
      }),
  },
  {
    name: 'more texts than the limits allow are refused for now, and none is lost',
    invariant: 'I1, section 13',
    limitMs: 60_000,
    async run({ pair }) {
      const [alice, bob] = await pair(['talk', 'talk']);
      const count = alice.limits.textsBurst + 15;
      const entries = alice.write(...Array.from({ length: count }, (_, index) => String(index + 1)));
      const answers = await Promise.all(entries.map((entry) => alice.send([entry])));
      const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
      promised(codes.includes('rate-limited'), 'a burst above the limit is refused', codes);
      promised(
        codes.every((code) => code === 'rate-limited' || code === 'out-of-order'),
        'with a code that says so',
        codes,
      );
      const { accepted } = await alice.sync();
      for (const entry of entries.slice(accepted)) {
        for (let turn = 0; turn < 8; turn += 1) {
          const answer = await alice.send([entry]);
          if (answer.ok) break;
          await sleep(answer.error.retryAfterMs ?? 500);
        }
      }
      await bob.hear(count, 10_000);
      same(bob.heard.length, count, 'everything arrives, once');
    },
  },
];

function matrixOf(family: string): ConformanceCase {
  return {
    name: `bad payloads of every ${family} request are refused`,
    invariant: 'I9, bad input',
    limitMs: 120_000,
    run: (context) =>
      whileNeighboursTalk(context, async () => {
        const mallory = await context.person('mallory');
        const events = REQUEST_NAMES.filter((event) => event.startsWith(`${family}:`));
        const taken: string[] = [];
        let comeBacks = 0;
        for (const { event, name, payload } of events.flatMap((event) => withEvent(event))) {
          if (!mallory.wire.isOpen) {
            promised((comeBacks += 1) <= COME_BACKS_MAX, 'a socket is not closed at every bad packet');
            await mallory.comeBack();
          }
          const verdict = await verdictOn(mallory.wire, event, payload);
          if (verdict !== undefined) taken.push(`${event}, ${name}: ${verdict}`);
        }
        promised(taken.length === 0, 'each is answered with invalid, or the socket is closed', taken);
      }),
  };
}

function withEvent(event: RequestName): readonly (BadPayload & { readonly event: RequestName })[] {
  return badPayloads(event).map((bad) => ({ ...bad, event }));
}

/** What is wrong with the answer to a bad payload; undefined: nothing. */
async function verdictOn(wire: Wire, event: RequestName, payload: unknown): Promise<string | undefined> {
  for (let turn = 0; turn < 4; turn += 1) {
    try {
      const answer = await wire.askAnything(event, [payload]);
      if (answer.ok) return `taken: ${shown(answer.data)}`;
      if (answer.error.code === 'invalid') return undefined;
      if (answer.error.code !== 'rate-limited') return answer.error.code;
      await sleep(answer.error.retryAfterMs ?? 500);
    } catch (cause) {
      if (!wire.isOpen) return undefined;
      return cause instanceof ConformanceFailure ? cause.message : String(cause);
    }
  }
  return undefined;
}

async function isRefused(
  person: Person,
  event: string,
  args: readonly unknown[],
  codes: readonly string[],
): Promise<void> {
  if (!person.wire.isOpen) await person.comeBack();
  try {
    const answer = await person.wire.askAnything(event, args);
    const isFine = !answer.ok && [...codes, 'rate-limited'].includes(answer.error.code);
    promised(isFine, `"${event}" with ${shown(args)} is refused: ${codes.join(', ')}`, answer);
  } catch (cause) {
    if (person.wire.isOpen) throw cause;
  }
}

function isClosedOrTold(reaction: Awaited<ReturnType<typeof sendFrames>>, code: string): boolean {
  return reaction.is === 'closed' || reaction.heard.some((packet) => packet.includes(code));
}
