import { describe, expect, it } from '@jest/globals';
import { entryId } from '@hearken/protocol';
import type { StoredEntry } from '@api/room/message-store.port';
import { Durability } from './durability';

const ROOM = '01J00000000000000000000R00';
const [OLDER, NEWER] = ['01J00000000000000000000A01', '01J00000000000000000000A02'] as const;

function entry(stream: string, n: number, slot: 'a' | 'b' = 'a'): StoredEntry {
  const id = entryId(ROOM, slot, stream, n);
  return { id, roomId: ROOM, slot, stream, n, t: n, nonce: id, at: 0, kind: 'text', text: 'words' };
}

/** Whether the second text of the older stream has lost its place, when these are gone. */
function isLostWith(...gone: readonly StoredEntry[]): boolean {
  const all = [entry(OLDER, 1), entry(OLDER, 2), entry(OLDER, 3), entry(NEWER, 1), entry(OLDER, 1, 'b')];
  const durability = new Durability();
  durability.appended(
    all,
    all.map(() => 'written'),
    () => 1,
  );
  const left = new Map(all.map((each) => [each.id, each]));
  for (const { id } of gone) left.delete(id);
  return durability.hasLostPlace(entry(OLDER, 2).nonce, (id) => left.get(id));
}

describe('the place of a text', () => {
  it('is kept while it stands, whatever is lost behind it or of the other author', () => {
    expect(isLostWith()).toBe(false);
    expect(isLostWith(entry(OLDER, 3), entry(OLDER, 1, 'b'))).toBe(false);
  });

  it('is lost with it, and with a lower number: nothing above a hole is read again', () => {
    expect(isLostWith(entry(OLDER, 2))).toBe(true);
    expect(isLostWith(entry(OLDER, 1))).toBe(true);
  });

  it("is lost with a later stream of its author's, where a reader may stand", () => {
    expect(isLostWith(entry(NEWER, 1))).toBe(true);
  });
});
