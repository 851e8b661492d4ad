import type { Announcement, PublicId, Role, RoomId } from '@hearken/protocol';
import type { AnnouncementRecord } from '../announcement-store.port.js';

/** Two servers' clocks, and a clock that was set, may be so far apart: register repeats this much (design section 9). */
export const REPEAT_MS = 10_000;
/** Without an expiry of its own an announcement is news for so long. */
export const NEWS_MS = 24 * 60 * 60 * 1_000;

/** Where a person is, as far as announcements go by it. */
export interface Addressee {
  readonly publicId: PublicId;
  /** The role chosen last. */
  readonly role: Role | undefined;
  readonly roomId: RoomId | undefined;
}

/** Whether an announcement is meant for this person. */
export function isFor({ to }: Pick<AnnouncementRecord, 'to'>, person: Addressee): boolean {
  switch (to.audience) {
    case 'all':
      return true;
    case 'role':
      return person.role === to.role;
    case 'room':
      return person.roomId === to.roomId;
    case 'person':
      return person.publicId === to.personId;
  }
}

/** Whether somebody who comes now, and was not there before, is still told. */
export function isValid(record: AnnouncementRecord, now: number): boolean {
  return record.withdrawn === undefined && now < (record.expiresAt ?? record.at + NEWS_MS);
}

/**
 * Whether a register is answered with it.
 *
 * @param seen highest id the browser has shown, or the time of its first register; undefined for a newcomer
 */
export function isOwed(record: AnnouncementRecord, seen: number | undefined, now: number): boolean {
  if (record.withdrawn !== undefined) return false;
  return seen === undefined ? isValid(record, now) : record.id > seen - REPEAT_MS;
}

/** The form on the wire. Who else it is for, and who sent it, is nobody's business. */
export function toWire({ id, to, text, expiresAt, restartAt }: AnnouncementRecord): Announcement {
  return {
    id,
    text,
    audience: to.audience,
    ...(to.audience === 'room' && { roomId: to.roomId }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(restartAt !== undefined && { restartAt }),
  };
}
