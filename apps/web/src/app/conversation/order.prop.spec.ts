import { compareEntries, type Entry, type LogItem } from '@hearken/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineView } from '../client/line-view';
import { accept, apply, deliver, freshLog, outgoing, say } from '../../testing/core/logs';
import { A1, ALICE, B1, BOB, cursor } from '../../testing/core/wire';
import type { RoomLog } from './room-log';

/** One of the two members: their log, and what they have written that the other may read. */
interface Member {
  log: RoomLog;
  readonly id: string;
  readonly stream: string;
  readonly written: Entry[];
  /** For each own text: what was on the screen when it was said. */
  readonly seen: Map<string, ReadonlySet<string>>;
}

const alice = (): Member => ({ log: freshLog(), id: ALICE, stream: A1, written: [], seen: new Map() });
const bob = (): Member => ({
  log: freshLog({
    partner: { publicId: ALICE, role: 'vent', presence: { is: 'here' } },
    slot: 'b',
    stream: B1,
    delivered: cursor(B1, 0),
    from: { received: cursor(A1, 0), own: cursor(B1, 0) },
  }),
  id: BOB,
  stream: B1,
  written: [],
  seen: new Map(),
});

const step = fc.record({
  who: fc.constantFrom('alice' as const, 'bob' as const),
  /** How many of the partner's entries arrive before the text is said. */
  reads: fc.nat({ max: 4 }),
  says: fc.boolean(),
});

function shown(log: RoomLog): readonly string[] {
  return new LineView().lines(log).flatMap((line) => (line.kind === 'text' ? [line.text] : []));
}

function write(member: Member, words: string): void {
  member.seen.set(words, new Set(shown(member.log)));
  const before = member.written.length;
  member.log = say(member.log, words);
  for (const entry of outgoing(member.log).slice(before)) {
    member.written.push({
      ...entry,
      id: '',
      roomId: member.log.room.roomId,
      author: member.id,
      stream: member.stream,
      at: 0,
    });
  }
}

function read(member: Member, from: Member, count: number): void {
  const items: readonly LogItem[] = from.written.slice(member.log.room.received.n, member.log.room.received.n + count);
  [member.log] = apply(member.log, items);
}

function talk(steps: readonly { who: 'alice' | 'bob'; reads: number; says: boolean }[]): [Member, Member] {
  const members = { alice: alice(), bob: bob() };
  steps.forEach(({ who, reads, says }, index) => {
    const [me, other] = who === 'alice' ? [members.alice, members.bob] : [members.bob, members.alice];
    read(me, other, reads);
    if (says) write(me, `${who} ${String(index)}`);
  });
  read(members.alice, members.bob, Number.MAX_SAFE_INTEGER);
  read(members.bob, members.alice, Number.MAX_SAFE_INTEGER);
  return [members.alice, members.bob];
}

describe('the order of a log', () => {
  it('is the same for alice and bob, whatever came when', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [left, right] = talk(steps);
        expect(shown(left.log)).toEqual(shown(right.log));
        expect(shown(left.log)).toHaveLength(left.written.length + right.written.length);
      }),
    );
  });

  it("is each author's own order, and never puts an answer before what its author had read", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [left, right] = talk(steps);
        const order = shown(left.log);
        const place = new Map(order.map((words, index) => [words, index]));
        for (const [words, seen] of [...left.seen, ...right.seen]) {
          for (const earlier of seen) expect(place.get(earlier)).toBeLessThan(place.get(words) ?? -1);
        }
      }),
    );
  });

  it('is the order of the protocol: by (t, slot)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [left, right] = talk(steps);
        const all = [
          ...left.written.map((entry) => ({ ...entry, slot: 'a' as const })),
          ...right.written.map((entry) => ({ ...entry, slot: 'b' as const })),
        ];
        const words = all.sort(compareEntries).map((entry) => (entry.kind === 'text' ? entry.text : ''));
        expect(shown(left.log)).toEqual(words);
      }),
    );
  });
});

describe('applying', () => {
  it('is idempotent: items applied again, in any overlap, change nothing (I1)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), fc.nat(), (steps, from, count) => {
        const [left, right] = talk(steps);
        const again = right.written.slice(from % (right.written.length + 1)).slice(0, count);
        const [log, applied] = apply(left.log, again);
        expect(applied).toBe('all');
        expect(log).toBe(left.log);
      }),
    );
  });

  it('shows every prefix of what was written, and nothing behind a hole (I3)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (steps, skipped) => {
        const [, right] = talk(steps);
        fc.pre(right.written.length > 1);
        const hole = skipped % (right.written.length - 1);
        const [log, applied] = apply(
          freshLog(),
          right.written.filter((_, index) => index !== hole),
        );
        expect(applied).toBe('hole');
        expect(log.room.received.n).toBe(hole);
        expect(log.entries.size).toBe(hole);
      }),
    );
  });
});

describe('the outbox', () => {
  it('holds everything until it is both accepted and delivered, in any order of being told (I1)', () => {
    const event = fc.record({ kind: fc.constantFrom('accept', 'deliver', 'say'), n: fc.nat({ max: 12 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let log = freshLog();
        const ever = new Set<number>();
        events.forEach(({ kind, n }, index) => {
          const upTo = Math.min(n, log.room.lastN);
          if (kind === 'say') log = say(log, `text ${String(index)}`);
          else if (kind === 'accept') log = accept(log, upTo);
          else log = deliver(log, A1, upTo);
          for (let done = 1; done <= Math.min(log.room.accepted, log.room.delivered.n); done += 1) ever.add(done);
        });
        const kept = [...log.entries.values()]
          .filter(({ fate }) => fate === 'outbox')
          .map(({ places }) => places[0]?.n);
        const all = Array.from({ length: log.room.lastN }, (_, index) => index + 1);
        expect(kept.sort((left = 0, right = 0) => left - right)).toEqual(all.filter((n) => !ever.has(n)));
      }),
    );
  });
});
