import { describe, expect, it } from '@jest/globals';
import type { ConversationView, Line, SendLabel } from '@web/client/client-state';
import { newRoom } from '@api/room/domain/new-room';
import { familyNamed } from '../faults/families';
import { makePlan } from '../faults/plan';
import { Chance } from '../kernel/chance';
import { makeWorld } from '../run/make-world';
import type { World } from '../run/world';
import { SimIds } from '../server/sim-ids';
import { judgeLogs } from './verdict';

/** A line of a log that somebody made up. */
type Shown =
  | { readonly by: 'alice' | 'bob'; readonly text: string; readonly label?: SendLabel; readonly isLiked?: boolean }
  | 'gap';

const SENT: SendLabel = { is: 'sent' };
const FAILED: SendLabel = { is: 'failed', why: 'ended' };

/** A world in which alice and bob were in one room and said these texts, and whose views show what the test says. */
function worldOf(said: readonly Shown[], alice: readonly Shown[], bob: readonly Shown[]): World {
  const family = familyNamed('network');
  const world = makeWorld({ ...makePlan(1, family), people: 2 }, family, {});
  const [first, second] = world.people;
  if (first === undefined || second === undefined) throw new Error('two people are needed');
  first.publicId = 'A'.repeat(22);
  second.publicId = 'B'.repeat(22);
  const seeds = [first, second].map((human) => {
    world.witness.humans.set(human.publicId ?? '', human);
    return { id: human.publicId ?? '', role: 'talk' as const, device: human.name, actor: { gen: 1, reg: human.name } };
  });
  const [left, right] = seeds;
  if (left === undefined || right === undefined) throw new Error('two people are needed');
  const room = newRoom(new SimIds(new Chance(1, 'ids')), 1, [left, right], false);
  world.witness.rooms.opened(room, 0);
  for (const shown of said) {
    if (shown === 'gap') continue;
    const utterance = world.witness.says(shown.by === 'alice' ? first : second, first, room.id, shown.text);
    utterance.stored(`nonce ${shown.text}`);
    utterance.toldSentAt = 1;
  }
  for (const [human, lines] of [
    [first, alice],
    [second, bob],
  ] as const) {
    const conversation = viewOf(room.id, human.name, lines);
    const client = { state: { conversations: [conversation] } };
    human.browser.kept = { client } as unknown as NonNullable<typeof human.browser.kept>;
  }
  return world;
}

function viewOf(roomId: string, name: string, shown: readonly Shown[]): ConversationView {
  const lines = shown.map((each, i): Line => {
    if (each === 'gap') return { kind: 'gap', key: String(i), reason: 'held', at: 1 };
    const isMine = each.by === name;
    const base = { kind: 'text', key: each.text, nonce: `nonce ${each.text}`, text: each.text, at: 1 } as const;
    return { ...base, isMine, isLiked: each.isLiked === true, ...(isMine ? { label: each.label ?? SENT } : {}) };
  });
  return { roomId, open: true, lines } as unknown as ConversationView;
}

function kinds(world: World): readonly string[] {
  judgeLogs(world);
  return [...new Set(world.witness.findings.map(({ kind }) => kind))];
}

const a1: Shown = { by: 'alice', text: 'a1' };
const a2: Shown = { by: 'alice', text: 'a2' };
const b1: Shown = { by: 'bob', text: 'b1' };

describe('the oracle', () => {
  it('finds nothing where everything is as it was said', () => {
    expect(kinds(worldOf([a1, b1, a2], [a1, b1, a2], [a1, b1, a2]))).toEqual([]);
  });

  it('finds a text that the partner does not have', () => {
    expect(kinds(worldOf([a1, a2], [a1, a2], [a1]))).toEqual(['lost']);
  });

  it('finds a text that is gone from its own log', () => {
    expect(kinds(worldOf([a1, a2], [a1], [a1]))).toEqual(['lost']);
  });

  it('finds a text that stands twice', () => {
    expect(kinds(worldOf([a1, b1], [a1, b1], [a1, a1, b1]))).toContain('doubled');
  });

  it('finds an author whose texts stand in another order', () => {
    expect(kinds(worldOf([a1, a2], [a1, a2], [a2, a1]))).toEqual(['reordered']);
  });

  it('finds two logs that disagree on what came first', () => {
    expect(kinds(worldOf([a1, b1], [a1, b1], [b1, a1]))).toEqual(['reordered']);
  });

  it('finds words that nobody said', () => {
    expect(kinds(worldOf([a1], [a1], [a1, { by: 'alice', text: 'never said' }]))).toEqual(['forged']);
  });

  it('finds a text shown as failed that the partner has', () => {
    expect(kinds(worldOf([a1], [{ ...a1, label: FAILED }], [a1]))).toEqual(['wrong-label']);
  });

  it('finds a text once shown as sent and now as failed', () => {
    expect(kinds(worldOf([a1], [{ ...a1, label: FAILED }], []))).toEqual(['lost']);
  });

  it('finds a like that only one of them sees', () => {
    expect(kinds(worldOf([a1, b1], [{ ...a1, isLiked: true }, b1], [{ ...a1, isLiked: true }, b1]))).toEqual([]);
    expect(kinds(worldOf([a1, b1], [{ ...a1, isLiked: true }, b1], [a1, b1]))).toEqual(['likes']);
    expect(kinds(worldOf([a1, b1], [a1, b1], [a1, { ...b1, isLiked: true }]))).toEqual(['likes']);
  });

  it('finds a stored like that shows nowhere, and one that was taken back and still shows', () => {
    const liked = { ...b1, isLiked: true };
    for (const [shown, wanted] of [
      [b1, [true]],
      [liked, [true, false]],
    ] as const) {
      const world = worldOf([a1, b1], [a1, shown], [a1, shown]);
      const [human] = world.people;
      const [roomId] = world.witness.rooms.all.keys();
      if (human === undefined || roomId === undefined) throw new Error('a person and a room are needed');
      for (const isLiked of wanted)
        world.witness.likes.asked({ human, tab: human, roomId, target: 'nonce b1', isLiked })('stored');
      expect(kinds(world)).toEqual(['likes']);
    }
  });

  it('lets a gap line stand for a like that the database lost', () => {
    const world = worldOf([a1], [{ ...a1, isLiked: true }], ['gap', a1]);
    expect(kinds(world)).toContain('likes');
    const lossy = worldOf([a1], [{ ...a1, isLiked: true }], ['gap', a1]);
    lossy.database.losses = 1;
    expect(kinds(lossy)).toEqual([]);
  });

  it('finds a gap line where nobody lost anything', () => {
    expect(kinds(worldOf([a1], [a1], [a1, 'gap']))).toEqual(['needless-gap']);
  });

  it('asks for a line where the database lost a text', () => {
    const silent = worldOf([a1], [{ ...a1, label: FAILED }], []);
    silent.database.losses = 1;
    expect(kinds(silent)).toContain('silent-gap');
    const ended = worldOf([a1], ['gap', { ...a1, label: FAILED }], ['gap']);
    ended.database.losses = 1;
    for (const story of ended.witness.rooms.all.values()) story.endedAt = 1;
    expect(kinds(ended)).toEqual([]);
  });
});
