import { entryId, N_MAX, type EntryBody, type RoomId } from '@hearken/protocol';
import type { StoredEntry, StreamRef } from '../message-store.port.js';
import type { MessageDocument } from './message.schema.js';

/** An entry as stored. */
export function toMessageDocument(entry: StoredEntry): MessageDocument {
  const { kind, t, nonce } = entry;
  const head = {
    _id: entry.id,
    kind,
    t,
    at: new Date(entry.at),
    nonce,
  };
  if (entry.kind !== 'text') return { ...head, target: entry.target };
  return { ...head, text: entry.text, ...(entry.replyTo !== undefined && { replyTo: entry.replyTo }) };
}

/** An entry of this stream as the services know it. */
export function toEntry({ roomId, slot, stream }: StreamRef, message: MessageDocument): StoredEntry {
  const { _id: id, t, nonce } = message;
  const place = { id, roomId, slot, stream, n: numberOf(id), t, nonce, at: message.at.getTime() };
  return { ...place, ...bodyOf(message) };
}

/** The number at the end of an entry's key. */
export function numberOf(id: MessageDocument['_id']): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

/** The room at the beginning of an entry's key. */
export function roomOf(id: MessageDocument['_id']): RoomId {
  return id.slice(0, id.indexOf('/'));
}

/** The keys of a stream with `from <= n <= to`. */
export function keysOf(
  { roomId, slot, stream }: StreamRef,
  from: number,
  to: number,
): { readonly $gte: string; readonly $lte: string } {
  const key = (n: number): string => entryId(roomId, slot, stream, Math.min(Math.max(n, 0), N_MAX));
  return { $gte: key(from), $lte: key(to) };
}

/** The keys of a room: everything that begins with its id and the separator, which `0` follows. */
export function keysOfRoom(roomId: RoomId): { readonly $gte: string; readonly $lt: string } {
  return { $gte: `${roomId}/`, $lt: afterRoom(roomId) };
}

/** The lowest string above all keys of a room. */
export function afterRoom(roomId: RoomId): string {
  return `${roomId}0`;
}

function bodyOf({ kind, text = '', replyTo, target = '' }: MessageDocument): EntryBody {
  if (kind !== 'text') return { kind, target };
  return { kind, text, ...(replyTo !== undefined && { replyTo }) };
}
