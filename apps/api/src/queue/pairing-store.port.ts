import type { PublicId } from '@hearken/protocol';
import type { Registration } from '../session/person-store.port.js';
import type { RoomRecord } from '../room/room-store.port.js';

/** A pair the matcher proposes: the room as it will be inserted, and the registrations its members were matched under. */
export interface ProposedPair {
  readonly room: RoomRecord;
  readonly holders: readonly [Registration, Registration];
  /** The relax rule allows that they have met. */
  readonly mayHaveMet: boolean;
}

/**
 * What became of a proposed pair; when refused, who can no longer be matched as they were known. `gone` is empty when
 * only their interaction forbids it: both still wait, and the matcher has yet to learn whom they met.
 */
export type PairOutcome = { readonly is: 'paired' } | { readonly is: 'refused'; readonly gone: readonly PublicId[] };

/** Who has met whom (collection `interactions`), by device. */
export interface Interaction {
  readonly device: string;
  /** Server time of the last meeting, ms. */
  readonly at: number;
  readonly blocked: boolean;
}

/** The commit of pairs and the memory of meetings. Same promises as the other stores. */
export interface PairingStore {
  /**
   * In one transaction: both are still queued, in their member's role, under the registrations given (their places are
   * removed, `room` is set), their interaction allows it, the room is inserted. When the joint transaction aborts, its
   * halves are tried, down to each pair alone. Results in the order given.
   * Never throws: a pair whose fate is not known is `refused` with both gone (they are read again).
   */
  commit(pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]>;
  /** Notes that two devices must never be paired again (I7). Not counted by the cap, and never forgotten. */
  block(left: string, right: string, at: number): Promise<void>;
  /** Notes that two devices met; caps each at HAVE_MET_MAX by dropping its oldest pair for both. */
  met(left: string, right: string, at: number): Promise<void>;
  /** Whom a device has met after `since` (ms) and whom it must never meet, the most recent last. */
  interactions(device: string, since: number): Promise<readonly Interaction[]>;
}

/** Somebody as have-met and blocks know them: a member of a room, or somebody who waits. */
export interface Party {
  readonly id: PublicId;
  /** Keyed hash of the device, or the public id where there is none. */
  readonly device: string;
}

/** Under which two keys the meeting of two people is noted: their devices; for two tabs of one device their public ids. */
export function meetingKeys(left: Party, right: Party): readonly [string, string] {
  return left.device === right.device ? [left.id, right.id] : [left.device, right.device];
}

/** Primary key of an interaction. Neither key contains the separator: both are base64url. */
export function interactionId(left: string, right: string): string {
  return left < right ? `${left}|${right}` : `${right}|${left}`;
}
