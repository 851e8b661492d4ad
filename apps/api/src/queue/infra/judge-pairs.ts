import type { PublicId } from '@hearken/protocol';
import type { MemberRecord } from '../../room/room-store.port.js';
import type { UserDocument } from '../../session/infra/user.schema.js';
import { interactionId, meetingKeys, type PairOutcome, type ProposedPair } from '../pairing-store.port.js';
import type { InteractionDocument } from './interaction.schema.js';

/** What a transaction read of the people it is about to pair, all at one moment. */
export interface Seen {
  readonly users: ReadonlyMap<PublicId, UserDocument>;
  /** Who is in an active room. */
  readonly busy: ReadonlySet<PublicId>;
  readonly interactions: ReadonlyMap<string, InteractionDocument>;
}

/**
 * Which pairs can be made, in the order given; a person goes with the first pair that names them.
 *
 * @param metAfter server time (ms) after which a meeting keeps two people apart
 */
export function judgePairs(pairs: readonly ProposedPair[], seen: Seen, metAfter: number): readonly PairOutcome[] {
  const taken = new Set<PublicId>(seen.busy);
  return pairs.map((pair) => {
    const { members } = pair.room;
    const gone = members.filter((member) => taken.has(member.id) || !isWaiting(pair, member, seen)).map(({ id }) => id);
    if (gone.length > 0 || !mayMeet(pair, seen, metAfter)) return { is: 'refused', gone };
    for (const { id } of members) taken.add(id);
    return { is: 'paired' };
  });
}

/** A pair about which nothing is known: both are read again. */
export function refusedAll({ room }: ProposedPair): PairOutcome {
  return { is: 'refused', gone: room.members.map(({ id }) => id) };
}

function isWaiting({ holders }: ProposedPair, member: MemberRecord, { users }: Seen): boolean {
  const holder = holders.find(({ publicId }) => publicId === member.id);
  const user = users.get(member.id);
  return (
    holder !== undefined &&
    user?.gen === holder.gen &&
    user.reg === holder.reg &&
    user.queue?.type === member.role &&
    user.room === undefined
  );
}

function mayMeet({ room, mayHaveMet }: ProposedPair, { interactions }: Seen, metAfter: number): boolean {
  const [left, right] = room.members;
  if (left.id === right.id) return false;
  const known = interactions.get(interactionId(...meetingKeys(left, right)));
  return known === undefined || (!known.blocked && (mayHaveMet || known.at.getTime() <= metAfter));
}
