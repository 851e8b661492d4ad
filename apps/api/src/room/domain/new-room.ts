import { slotOf, type PublicId, type Role } from '@hearken/protocol';
import type { Ids } from '../../platform/ids.js';
import type { Actor, MemberRecord, RoomRecord } from '../room-store.port.js';

/** One of the two who are about to meet. */
export interface MemberSeed {
  readonly id: PublicId;
  readonly role: Role;
  readonly device: string;
  readonly actor: Actor;
}

/** The room of two different people, with one empty stream for each: their partner's cursor starts there. */
export function newRoom(
  ids: Ids,
  now: number,
  [left, right]: readonly [MemberSeed, MemberSeed],
  metBefore: boolean,
): RoomRecord {
  const [a, b] = slotOf(left.id, right.id) === 'a' ? [left, right] : [right, left];
  const streams = { a: { id: ids.ulid(now), heldBelow: 1 }, b: { id: ids.ulid(now), heldBelow: 1 } };
  return {
    id: ids.ulid(now),
    members: [member(a, 'a'), member(b, 'b')],
    actors: { a: a.actor, b: b.actor },
    streams: { a: [streams.a], b: [streams.b] },
    received: { a: { stream: streams.b.id, n: 0 }, b: { stream: streams.a.id, n: 0 } },
    createdAt: now,
    metBefore,
  };
}

function member(seed: MemberSeed, slot: 'a' | 'b'): MemberRecord {
  return { id: seed.id, slot, role: seed.role, device: seed.device };
}
