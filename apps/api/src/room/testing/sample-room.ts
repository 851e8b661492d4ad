import { entryId, slotOf, type Slot, type StreamId } from '@hearken/protocol';
import type { SampleIds } from '../../platform/testing/sample-ids.js';
import type { StoredEntry, StreamRef } from '../message-store.port.js';
import type { Actor, RoomRecord } from '../room-store.port.js';

/** The registration that acts for somebody in tests. */
export function actor(gen: number, reg = `reg-${String(gen)}`): Actor {
  return { gen, reg };
}

/** A room of a venter and a listener, freshly opened, both acting under their first registration. */
export function sampleRoom(
  ids: SampleIds,
  venter: string,
  listener: string,
  createdAt = 1_900_000_000_000,
): RoomRecord {
  const [a, b] = slotOf(venter, listener) === 'a' ? [venter, listener] : [listener, venter];
  const roleOf = (id: string): 'vent' | 'listen' => (id === venter ? 'vent' : 'listen');
  const streams: Record<Slot, StreamId> = { a: ids.ulid(), b: ids.ulid() };
  return {
    id: ids.ulid(),
    members: [
      { id: a, slot: 'a', role: roleOf(a), device: `device-of-${a}` },
      { id: b, slot: 'b', role: roleOf(b), device: `device-of-${b}` },
    ],
    actors: { a: actor(1), b: actor(1) },
    streams: { a: [{ id: streams.a, heldBelow: 1 }], b: [{ id: streams.b, heldBelow: 1 }] },
    received: { a: { stream: streams.b, n: 0 }, b: { stream: streams.a, n: 0 } },
    createdAt,
    metBefore: false,
  };
}

/** A stored entry that is a text. */
export type StoredText = Extract<StoredEntry, { readonly kind: 'text' }>;

/** A text of a stream, `t` twice its number. */
export function sampleText(ref: StreamRef, n: number, text = `text ${String(n)}`): StoredText {
  return {
    kind: 'text',
    text,
    n,
    t: 2 * n,
    nonce: `nonce-${ref.slot}-${String(n).padStart(14, '0')}`,
    id: entryId(ref.roomId, ref.slot, ref.stream, n),
    roomId: ref.roomId,
    slot: ref.slot,
    stream: ref.stream,
    at: 1_900_000_000_000 + n,
  };
}

/** The texts `from` to `to` of a stream. */
export function sampleTexts(ref: StreamRef, from: number, to: number): StoredText[] {
  return Array.from({ length: to - from + 1 }, (_, index) => sampleText(ref, from + index));
}
