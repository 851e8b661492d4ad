import { N_MAX, PUBLIC_ID_PATTERN, ULID_PATTERN, type Cursor, type PublicId, type RoomId } from '@hearken/protocol';

/** How far a REST client has read a room, both members' entries. What it hands back is a claim like a browser's. */
export interface MessageCursor {
  readonly roomId: RoomId;
  readonly partnerId: PublicId;
  readonly received: Cursor;
  readonly own: Cursor;
}

/** The opaque word a client is given, and gives back as `after`. */
export function writeCursor({ roomId, partnerId, received, own }: MessageCursor): string {
  return [roomId, partnerId, received.stream, received.n, own.stream, own.n].join('.');
}

/** Undefined for whatever was never given out in this form. */
export function readCursor(word: string): MessageCursor | undefined {
  const [roomId, partnerId, ...places] = word.split('.');
  const [received, own] = [cursorOf(places[0], places[1]), cursorOf(places[2], places[3])];
  if (places.length !== 4 || received === undefined || own === undefined) return undefined;
  if (!isOf(ULID_PATTERN, roomId) || !isOf(PUBLIC_ID_PATTERN, partnerId)) return undefined;
  return { roomId, partnerId, received, own };
}

function cursorOf(stream: string | undefined, n: string | undefined): Cursor | undefined {
  if (!isOf(ULID_PATTERN, stream) || !isOf(/^\d{1,10}$/, n)) return undefined;
  const number = Number(n);
  return number <= N_MAX ? { stream, n: number } : undefined;
}

function isOf(pattern: RegExp, word: string | undefined): word is string {
  return word !== undefined && pattern.test(word);
}
