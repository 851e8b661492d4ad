import type { Entry } from '@hearken/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accept, answer, apply, deliver, freshLog, like, outgoing, say } from '../../testing/core/logs';
import { A1, ALICE, B1, cursor, room, text } from '../../testing/core/wire';
import { likedTexts } from './likes';
import type { RoomLog } from './room-log';

/** Texts of bob's that alice may like. */
const TEXTS = 4;
const of = (index: number): string => `nonce-of-text ${String(index)}`.padEnd(22, '-');

/** What may happen between two likes: every way in which alice's entries reach bob late, twice, or in another stream. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('like' as const), index: fc.nat({ max: TEXTS - 1 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('say' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('reach' as const), count: fc.nat({ max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('tell' as const), accepted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('move' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Alice and bob, and the server between them: what is durable of alice's streams, oldest first. */
class Talk {
  alice: RoomLog;
  bob: RoomLog;
  readonly wanted = new Map<string, boolean>();
  #streams: { readonly id: string; readonly entries: Entry[] }[] = [{ id: A1, entries: [] }];
  #said = 0;

  constructor() {
    const texts = Array.from({ length: TEXTS }, (_, index) => text(`text ${String(index)}`, { n: index + 1 }));
    [this.alice] = apply(freshLog(), texts);
    const base = freshLog({
      partner: { publicId: ALICE, role: 'vent', presence: { is: 'here' } },
      slot: 'b',
      stream: B1,
      delivered: cursor(B1, 0),
      from: { received: cursor(A1, 0), own: cursor(B1, 0) },
    });
    this.bob = say(base, ...texts.map((_, index) => `text ${String(index)}`));
  }

  do(act: Step): void {
    if (act.does === 'like') this.#like(of(act.index));
    else if (act.does === 'say') this.alice = say(this.alice, `words ${String((this.#said += 1))}`);
    else if (act.does === 'reach') this.#reach(act.count);
    else if (act.does === 'tell') this.#tell(act.accepted);
    else this.#move();
  }

  /** Everything heals: alice sends all, bob reads all. */
  heal(): void {
    this.#reach(Number.MAX_SAFE_INTEGER);
    this.#read();
    this.#tell(true);
    this.#tell(false);
  }

  #like(target: string): void {
    const isLiked = !(this.wanted.get(target) ?? false);
    this.wanted.set(target, isLiked);
    this.alice = like(this.alice, target, isLiked ? 'like' : 'unlike');
  }

  get #stream(): { readonly id: string; readonly entries: Entry[] } {
    const last = this.#streams.at(-1);
    if (last === undefined) throw new Error('there is always a stream');
    return last;
  }

  /** Some of what alice holds becomes durable; bob reads a part of it. */
  #reach(count: number): void {
    const { id, entries } = this.#stream;
    const after = entries.length;
    for (const entry of outgoing(this.alice)
      .filter(({ n }) => n > after)
      .slice(0, count)) {
      entries.push({ ...entry, id: '', roomId: this.alice.room.roomId, author: ALICE, stream: id, at: 0 });
    }
    if (count % 2 === 1) this.#read();
  }

  #read(): void {
    for (const [index, { id, entries }] of this.#streams.entries()) {
      const before = this.#streams[index - 1];
      const { received } = this.bob.room;
      if (before !== undefined && received.stream === before.id) {
        const from = { stream: before.id, n: before.entries.length };
        const gap = { kind: 'gap', author: ALICE, reason: 'stream', from, to: cursor(id, 0) } as const;
        [this.bob] = apply(this.bob, [{ ...gap, roomId: this.bob.room.roomId }]);
      }
      if (this.bob.room.received.stream === id) [this.bob] = apply(this.bob, entries.slice(this.bob.room.received.n));
    }
  }

  #tell(accepted: boolean): void {
    const { stream, n } = this.bob.room.received;
    this.alice = accepted ? accept(this.alice, this.#stream.entries.length) : deliver(this.alice, stream, n);
  }

  /** The server gives alice another stream: what is not delivered moves there, and is in two places. */
  #move(): void {
    const id = `${A1.slice(0, -2)}${String(10 + this.#streams.length)}`;
    const { stream, n } = this.bob.room.received;
    this.#streams = [...this.#streams, { id, entries: [] }];
    const clock = this.alice.room.clock;
    const from = { received: this.alice.room.received, own: cursor(id, 0) };
    this.alice = answer(this.alice, room({ stream: id, clock, delivered: cursor(stream, n), from }));
  }
}

describe('likes', () => {
  it('are the same for both when all has arrived, and what the one who likes wanted last (I1)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const talk = new Talk();
        for (const act of steps) talk.do(act);
        talk.heal();
        const wanted = [...talk.wanted].filter(([, isLiked]) => isLiked).map(([nonce]) => nonce);
        expect([...likedTexts(talk.alice.entries)].sort()).toEqual(wanted.sort());
        expect([...likedTexts(talk.bob.entries)].sort()).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('are one entry each for bob, also where alice sent it in two streams (I1)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const talk = new Talk();
        for (const act of steps) talk.do(act);
        talk.heal();
        const ofAlice = (log: RoomLog, isMine: boolean): readonly string[] =>
          [...log.entries.values()].filter((entry) => entry.isMine === isMine).map(({ nonce }) => nonce);
        expect([...ofAlice(talk.bob, false)].sort()).toEqual([...ofAlice(talk.alice, true)].sort());
      }),
    );
  });
});
