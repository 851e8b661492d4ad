import type { RoomRecord } from '../../room/room-store.port.js';
import { meetingKeys } from '../pairing-store.port.js';

/** Under which two keys the meeting of a room's members is noted. */
export function pairKeys([left, right]: RoomRecord['members']): readonly [string, string] {
  return meetingKeys(left, right);
}
