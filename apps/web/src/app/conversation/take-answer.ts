import type { EndedRoom, RoomState } from '@hearken/protocol';
import { applyItems, type Applied } from './apply-items';
import { contradicted, disown } from './contradiction';
import { noteAccepted, noteDelivered, settleOutbox, takeAccepted, takeDelivered } from './delivery';
import { endRoom, hasAllOfPartner } from './end-room';
import type { LogDraft } from './log-draft';
import { ownAtTip } from './numbering';
import { moveTo, numberWaiting } from './outbox';
import type { LogMark, RoomLog } from './room-log';

/**
 * What an answer leaves to be done.
 *
 * - `done`: nothing; the outbox goes on.
 * - `more`: sync again with the cursors moved on.
 * - `hole`: what it brought does not follow what is held; sync again, later.
 * - `new-stream`: the server holds numbers of the stream that this browser never gave, or other words under them (an
 *   older store came back): ask for a new one. Nothing of the answer was taken, but that those places are not its own.
 */
export type Taken = 'done' | 'more' | 'hole' | 'new-stream';

/** What opening a log needs of a room's state. */
export type Opening = Pick<
  RoomState,
  'roomId' | 'slot' | 'stream' | 'clock' | 'delivered' | 'from' | 'createdAt' | 'metBefore' | 'continuity'
> & { readonly partner: Pick<RoomState['partner'], 'publicId' | 'role'> };

/** What opens the log of a room that ended before this browser ever heard of it. */
export function openingOfEnded(state: EndedRoom): Opening {
  const { end, partner, slot, createdAt, delivered, from, continuity } = state;
  return {
    roomId: end.roomId,
    partner,
    slot,
    stream: end.mine.at(-1)?.stream ?? from.own.stream,
    clock: 0,
    delivered,
    from,
    createdAt,
    metBefore: false,
    continuity,
  };
}

/** The log of a room that this browser hears of for the first time; what it missed comes with the answer's items. */
export function openLog(state: Opening, at: number): RoomLog {
  const isRestored = state.continuity === 'gap';
  const marks: LogMark[] = [{ kind: 'joined', t: 0, at: state.createdAt }];
  if (state.metBefore) marks.push({ kind: 'met-before', t: 0, at: state.createdAt });
  if (isRestored) marks.push({ kind: 'restored', t: 0, at });
  return {
    room: {
      roomId: state.roomId,
      slot: state.slot,
      partnerId: state.partner.publicId,
      partnerRole: state.partner.role,
      createdAt: state.createdAt,
      metBefore: state.metBefore,
      stream: state.stream,
      lastN: 0,
      clock: state.clock,
      received: state.from.received,
      own: state.from.own,
      accepted: 0,
      told: 0,
      delivered: state.delivered,
      marks,
      isComplete: false,
    },
    entries: new Map(),
  };
}

/**
 * Takes the state of an open room (docs/log.md, rule 4), all of it in one step.
 *
 * @param at this browser's estimate of server time, ms
 */
export function takeOpen(draft: LogDraft, state: RoomState, at: number): Taken {
  const isSameStream = state.stream === draft.room.stream;
  if (state.accepted > (isSameStream ? draft.room.lastN : 0)) return 'new-stream';
  const isContradicted = contradicted(draft, state.items).length > 0;
  disown(draft, state.items);
  if (isSameStream && isContradicted) return 'new-stream';
  const isOurs = noteDelivered(draft, state.delivered, state.items);
  if (!isOurs && isSameStream) return 'new-stream';
  draft.set({ partnerRole: state.partner.role, clock: Math.max(draft.room.clock, state.clock) });
  // Both of one moment: what is delivered and no longer accepted (a lost tail) is sent again.
  if (isSameStream) noteAccepted(draft, state.accepted);
  settleOutbox(draft);
  if (!isSameStream) moveTo(draft, state.stream);
  takeAccepted(draft, state.accepted);
  const applied = applyFrom(draft, state, at);
  // The answer's clock is above everything the server holds, so this is safe also while more is to come.
  if (state.isUnconfirmed !== true) numberWaiting(draft);
  return takenOf(applied, state.more);
}

/** Takes the state of a room that has ended: what was missing, then its end (rule 9). */
export function takeEnded(draft: LogDraft, state: EndedRoom, at: number): Taken {
  draft.isOver = true;
  disown(draft, state.items);
  const applied = applyFrom(draft, state, at);
  endRoom(draft, state.end, at);
  takeDelivered(draft, state.delivered, state.items);
  const isComplete = applied === 'all' && !state.more && hasAllOfPartner(draft.room, state.end);
  if (isComplete) draft.set({ isComplete });
  return draft.room.isComplete ? 'done' : state.more ? 'more' : 'hole';
}

function applyFrom(draft: LogDraft, state: RoomState | EndedRoom, at: number): Applied {
  // The claim's own cursor started below the outbox: what comes back from there on proves where it is durable.
  draft.set({ own: state.from.own });
  const applied = applyItems(draft, state.items, at);
  ownAtTip(draft);
  return applied;
}

function takenOf(applied: Applied, more: boolean): Taken {
  if (applied === 'hole') return 'hole';
  return more ? 'more' : 'done';
}
