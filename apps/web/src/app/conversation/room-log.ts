import type {
  Cursor,
  EntryBody,
  LastingEnd,
  Nonce,
  PublicId,
  Role,
  RoomEnd,
  RoomId,
  Slot,
  StreamId,
} from '@hearken/protocol';

/** Where an own entry stands, or stood before a move. */
export interface Place {
  readonly stream: StreamId;
  readonly n: number;
  readonly t: number;
}

/**
 * What has become of an entry.
 *
 * - `waiting`: own, stored without a number.
 * - `outbox`: own, numbered, not yet both accepted and delivered: kept to be sent again (its last place is current).
 * - `held`: the partner's; or own and come back from the server; or own, accepted and delivered: nothing is left to do.
 * - `ended`: own, not sent before the conversation ended. `refused`: own, not taken by the server.
 */
export type Fate = 'waiting' | 'outbox' | 'held' | 'ended' | 'refused';

/** One entry of a room's log as this browser holds it; its nonce is its key. Immutable; stored as it is. */
export interface LogEntry {
  readonly nonce: Nonce;
  readonly isMine: boolean;
  readonly body: EntryBody;
  /** Lamport time it is shown at; for `waiting` and unnumbered `ended` ones the order in which they were written. */
  readonly t: number;
  /** For people to read: server time of acceptance, or this browser's estimate of server time for own ones. */
  readonly at: number;
  readonly fate: Fate;
  /** Own: where it stands (last) and stood (before). Empty for `waiting`. */
  readonly places: readonly Place[];
  /** Own: known to be durable at the place whose time it is shown at (it came back, or the end says so). */
  readonly isProven: boolean;
  /** Own: the person was told that it is sent, at an earlier place: if it turns out not to be, a line says so. */
  readonly wasSent?: true;
  /** Own: the partner is known to hold it. Once true it stays. */
  readonly isDelivered: boolean;
}

/** A line of the log that is no entry: a gap, or something that happened. It stays where it was first shown. */
export interface LogMark {
  readonly kind:
    'held' | 'stream' | 'restored' | 'corrected' | 'joined' | 'met-before' | 'reconnecting' | 'back' | 'announcement';
  /** Lamport time after which it stands. */
  readonly t: number;
  readonly at: number;
  /** Gaps: whose texts may be missing. */
  readonly isMine?: boolean;
  /** Words of the operators; empty when they were taken back. `id` is the announcement's. */
  readonly said?: { readonly id: number; readonly text: string };
}

/** How a room ended, for this browser. `reset`: the server knows this browser no more. */
export type LogEnd = { readonly is: 'told'; readonly end: RoomEnd } | { readonly is: 'reset'; readonly at: number };

/** What is kept of a room beside its entries: one small record, written with every change of the log. */
export interface RoomRecord {
  readonly roomId: RoomId;
  readonly slot: Slot;
  readonly partnerId: PublicId;
  readonly partnerRole: Role;
  /** Server time. */
  readonly createdAt: number;
  readonly metBefore: boolean;
  /** The stream own entries are numbered in. */
  readonly stream: StreamId;
  /** Last n given in `stream`; 0 before the first. */
  readonly lastN: number;
  /** Highest Lamport time held. */
  readonly clock: number;
  /** The partner's entries held without a hole. */
  readonly received: Cursor;
  /** The nonce of the entry at `received`; absent where a gap led there, or at the start. */
  readonly receivedNonce?: Nonce | undefined;
  /** Own entries held without a hole. While it is in `stream`, its n is `lastN`. */
  readonly own: Cursor;
  /** Highest n of `stream` told to be durable. May go down (a lost tail). */
  readonly accepted: number;
  /** Highest `accepted` ever told of `stream`: what the person was told is sent. Never goes down. */
  readonly told: number;
  /** The partner's cursor in own streams, as told last. */
  readonly delivered: Cursor;
  /** Own streams whose numbers stand for other words with the partner: no cursor in one says anything of ours. */
  readonly doubted?: readonly StreamId[];
  readonly marks: readonly LogMark[];
  readonly end?: LogEnd;
  /** What this person did about it, beyond leaving: told in register, for a database may lose it with its tail. */
  readonly parted?: readonly LastingEnd[];
  /** Ended, and everything up to the partner's heads is held (or can't be had any more). */
  readonly isComplete: boolean;
}

/** A room's log: the record and its entries by key (the nonce). Immutable. */
export interface RoomLog {
  readonly room: RoomRecord;
  readonly entries: ReadonlyMap<string, LogEntry>;
}
