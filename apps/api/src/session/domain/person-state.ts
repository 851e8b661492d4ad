import type { EndReason, Role, RoomId } from '@hearken/protocol';
import type { QueueEntry } from '../person-store.port.js';

/** Where a person is: talk-with-me's NC, Q and C. */
export type PlaceState =
  | { readonly is: 'idle'; readonly joinFrom: number }
  | { readonly is: 'queued'; readonly entry: QueueEntry }
  | { readonly is: 'paired'; readonly roomId: RoomId; readonly since: number };

/** A person's part in the end of their room. */
export type EndPart =
  /** They asked for it. */
  | 'asked'
  /** They asked for someone new because the other had touched nothing for long. */
  | 'waited'
  /** The other asked for it, or was lost. */
  | 'left'
  /** They had touched nothing for long: the other went on, or nobody said anything any more. */
  | 'quiet'
  /** They were silent beyond the leeway. */
  | 'lost'
  /** Nobody else claimed the room after a lost database. */
  | 'unconfirmed';

/** What can happen to a person. */
export type PersonEvent =
  | { readonly type: 'join'; readonly role: Role; readonly widen: boolean }
  | { readonly type: 'cancel' }
  | { readonly type: 'matched'; readonly roomId: RoomId }
  | {
      readonly type: 'ended';
      readonly part: EndPart;
      readonly reason: EndReason;
      /** The role they had in the room. */
      readonly role: Role;
      readonly widen: boolean;
      /** They would rather take a break than be queued when left. */
      readonly takeBreak: boolean;
      /** How old a conversation is, ms, when who leaves it may join again at once. */
      readonly nextAfterMs: number;
    }
  | { readonly type: 'gone' };

/** What the services have to do about it. */
export type PersonEffect =
  | { readonly do: 'enter-queue'; readonly entry: QueueEntry }
  | { readonly do: 'leave-queue' }
  | { readonly do: 'end-room'; readonly roomId: RoomId; readonly reason: 'partner-lost' }
  | { readonly do: 'refuse' };

/** The state after, and what to do. */
export interface Transition {
  readonly state: PlaceState;
  readonly effects: readonly PersonEffect[];
}

type Rows = {
  readonly [S in PlaceState['is']]: {
    readonly [E in PersonEvent['type']]: (
      state: Extract<PlaceState, { is: S }>,
      event: Extract<PersonEvent, { type: E }>,
      now: number,
    ) => Transition;
  };
};

/** The one table of a person's states. Every path of design section 6 is a row. */
const TABLE: Rows = {
  idle: {
    join: (state, event, now) => entered(freshEntry(event, now, Math.max(now, state.joinFrom))),
    cancel: stay,
    matched: refused,
    ended: stay,
    gone: stay,
  },
  queued: {
    join: (state, event, now) => entered(movedEntry(state.entry, event, now)),
    cancel: (_state, _event, now) => ({ state: { is: 'idle', joinFrom: now }, effects: [{ do: 'leave-queue' }] }),
    matched: (_state, event, now) => ({ state: { is: 'paired', roomId: event.roomId, since: now }, effects: [] }),
    ended: stay,
    gone: (_state, _event, now) => ({ state: { is: 'idle', joinFrom: now }, effects: [{ do: 'leave-queue' }] }),
  },
  paired: {
    join: refused,
    cancel: refused,
    matched: refused,
    ended: (state, event, now) => afterEnd(state.since, event, now),
    gone: (state, _event, now) => ({
      state: { is: 'idle', joinFrom: now },
      effects: [{ do: 'end-room', roomId: state.roomId, reason: 'partner-lost' }],
    }),
  },
};

/** `(state, event, now) -> {state, effects}`; pure. Times in ms of the server's clock. */
export function nextPlace(state: PlaceState, event: PersonEvent, now: number): Transition {
  const row: Record<PersonEvent['type'], (state: never, event: never, now: number) => Transition> = TABLE[state.is];
  return row[event.type](state as never, event as never, now);
}

function stay(state: PlaceState): Transition {
  return { state, effects: [] };
}

function refused(state: PlaceState): Transition {
  return { state, effects: [{ do: 'refuse' }] };
}

function entered(entry: QueueEntry): Transition {
  return { state: { is: 'queued', entry }, effects: [{ do: 'enter-queue', entry }] };
}

function freshEntry(wish: { readonly role: Role; readonly widen: boolean }, now: number, opensAt: number): QueueEntry {
  return { role: wish.role, widen: wish.widen, enteredAt: now, front: false, opensAt };
}

/** The same queue keeps the place, whatever becomes of `widen`; another queue is entered at its end. */
function movedEntry(
  entry: QueueEntry,
  wish: { readonly role: Role; readonly widen: boolean },
  now: number,
): QueueEntry {
  if (wish.role === entry.role) return { ...entry, widen: wish.widen };
  return freshEntry(wish, now, Math.max(now, entry.opensAt));
}

function afterEnd(since: number, event: Extract<PersonEvent, { type: 'ended' }>, now: number): Transition {
  const entry = { role: event.role, widen: event.widen, enteredAt: now, opensAt: now };
  switch (event.part) {
    case 'asked':
      // Who asks for someone new goes on waiting; who leaves is done, and may come back when the 15 s are over.
      return event.reason === 'next'
        ? entered({ ...entry, front: false })
        : { state: { is: 'idle', joinFrom: since + event.nextAfterMs }, effects: [] };
    case 'waited':
      return entered({ ...entry, front: true });
    case 'left':
      return event.takeBreak ? idleNow(now) : entered({ ...entry, front: true });
    case 'unconfirmed':
      return event.takeBreak ? idleNow(now) : entered({ ...entry, front: false });
    case 'lost':
    case 'quiet':
      // Nobody is at this page: a place in the queue would only be the next disappointment.
      return idleNow(now);
  }
}

function idleNow(now: number): Transition {
  return { state: { is: 'idle', joinFrom: now }, effects: [] };
}
