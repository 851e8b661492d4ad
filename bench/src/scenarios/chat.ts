import type { Cursor } from '@hearken/protocol';
import { performance } from 'node:perf_hooks';
import { LeanSocket } from '../lean-socket.ts';
import { openLoop } from '../open-loop.ts';
import { Latencies } from '../percentiles.ts';
import type { Pinned } from '../processes.ts';
import { pairs, type BenchPerson } from './people.ts';

/** What one rate cost and how long it took. */
export interface ChatFigures {
  readonly perSecond: number;
  /** Texts said since the talkers met, the warm-up included. */
  readonly saidInAll: number;
  /** Server CPU per message, µs. */
  readonly serverUs: number;
  /** mongod's CPU per message, µs; 0 for the relay. */
  readonly mongoUs: number;
  /** Share of its core the load generator used; near 1 the figures are the generator's. */
  readonly loadShare: number;
  readonly ack: Latencies;
  readonly relay: Latencies;
  /** How often somebody asked the log for what no push had brought. */
  readonly syncs: number;
}

/** How much is said. */
export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Characters of a text. */
const TEXT_LENGTH = 90;
/** After this long the code is compiled and mongod has caught up with the registers; the relay is warmed up as long. */
const WARM_SECONDS = 6;

/** Somebody who can say a text, whoever serves. */
interface Talker {
  say(text: string, acknowledged: () => void): void;
  onText(heard: (text: string) => void): void;
  /** The connection is closed: what is still owed will not come. */
  onLost(lost: () => void): void;
  /** How often it asked for what no push had brought. */
  readonly syncs: number;
}

/** Talkers on Hearken: numbered, timed, with the received cursor on board. Partners come to the origins in turn. */
export async function hearkenTalkers(origins: readonly string[], sockets: number): Promise<readonly Talker[]> {
  return (await pairs(origins, sockets)).map(asTalker);
}

function asTalker(person: BenchPerson): Talker {
  return {
    say: (text, acknowledged) => {
      const { room, received } = person;
      if (room === undefined) return;
      const at: { readonly received?: Cursor } = received === undefined ? {} : { received };
      const request = { roomId: room.roomId, stream: room.stream, entries: [person.entry(text)], ...at };
      person.socket.send('room:send', request, (answer) => {
        if (!answer.ok) throw new Error(`refused: ${answer.error.code}`);
        person.accepted = Math.max(person.accepted, answer.data.accepted);
        acknowledged();
      });
    },
    onText: (heard) => {
      person.onEntry = heard;
    },
    onLost: (lost) => {
      person.socket.onClose = lost;
    },
    get syncs() {
      return person.syncs;
    },
  };
}

/** Talkers on the bare relay, the same payload. */
export async function relayTalkers(origin: string, sockets: number): Promise<readonly Talker[]> {
  const talkers: Talker[] = [];
  for (let index = 0; index < sockets; index++) {
    const socket = await LeanSocket.open(origin);
    let n = 0;
    let heard: (text: string) => void = () => undefined;
    socket.on('room:entries', (payload) => {
      const { entries } = payload as unknown as { entries: readonly { text: string }[] };
      for (const { text } of entries) heard(text);
    });
    talkers.push({
      say: (text, acknowledged) => {
        n += 1;
        const entry = { kind: 'text' as const, text, n, t: n, nonce: `nonce-of-a-relayed-text-${String(n)}` };
        const request = {
          roomId: '01K00000000000000000000000',
          stream: '01K00000000000000000000001',
          entries: [entry],
        };
        socket.send('room:send', request, acknowledged);
      },
      onText: (listener) => {
        heard = listener;
      },
      onLost: (lost) => {
        socket.onClose = lost;
      },
      syncs: 0,
    });
  }
  return talkers;
}

/** All talkers together say `perSecond` texts for `seconds`, after a warm-up. */
export async function chat(
  talkers: readonly Talker[],
  { perSecond, seconds }: Load,
  server: Pick<Pinned, 'cpuUs'>,
  mongoCpuUs: () => Promise<number>,
): Promise<ChatFigures> {
  await talk(talkers, { perSecond, seconds: WARM_SECONDS }, { ack: new Latencies(), relay: new Latencies() });
  const ack = new Latencies();
  const relay = new Latencies();
  const before = [await server.cpuUs(), await mongoCpuUs()] as const;
  const load = process.cpuUsage();
  const tookMs = await talk(talkers, { perSecond, seconds }, { ack, relay });
  const used = process.cpuUsage(load);
  const after = [await server.cpuUs(), await mongoCpuUs()] as const;
  const messages = perSecond * seconds;
  const syncs = talkers.reduce((total, talker) => total + talker.syncs, 0);
  return {
    perSecond,
    saidInAll: messages + perSecond * WARM_SECONDS,
    serverUs: (after[0] - before[0]) / messages,
    mongoUs: (after[1] - before[1]) / messages,
    loadShare: (used.user + used.system) / (tookMs * 1_000),
    ack,
    relay,
    syncs,
  };
}

/** Says the texts and waits until all were acknowledged and heard; how long that took, ms. */
async function talk(
  talkers: readonly Talker[],
  { perSecond, seconds }: Load,
  { ack, relay }: Pick<ChatFigures, 'ack' | 'relay'>,
): Promise<number> {
  const total = perSecond * seconds;
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    let left = 2 * total;
    const done = (): void => {
      if (--left === 0) resolve();
    };
    for (const talker of talkers) {
      talker.onText((text) => {
        relay.add(performance.now() - Number(text.slice(0, text.indexOf(' '))));
        done();
      });
      talker.onLost(() => {
        reject(new Error('a connection was closed while its texts were awaited'));
      });
    }
    void openLoop(perSecond, seconds, (index, intendedAt) => {
      // The time it was meant for travels in the text itself.
      const text = `${String(intendedAt)} `.padEnd(TEXT_LENGTH, 'x');
      talkers[index % talkers.length]?.say(text, () => {
        ack.add(performance.now() - intendedAt);
        done();
      });
    });
  });
  return performance.now() - startedAt;
}
