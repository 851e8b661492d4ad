import {
  NONCE_PATTERN,
  N_MAX,
  PUBLIC_ID_PATTERN,
  ULID_PATTERN,
  type Cursor,
  type Nonce,
  type PublicId,
  type RoomId,
} from '@hearken/protocol';

/** How far a REST client has read a room, both members' entries. What it hands back is a claim like a browser's. */
export interface MessageCursor {
  readonly roomId: RoomId;
  readonly partnerId: PublicId;
  readonly received: Cursor;
  readonly own: Cursor;
  /** Nonce of the partner's text that `received` stands at. */
  readonly receivedNonce?: Nonce;
}

/** The opaque word a client is given, and gives back as `after`. */
export function writeCursor({ roomId, partnerId, received, own, receivedNonce = '' }: MessageCursor): string {
  return [roomId, partnerId, received.stream, received.n, own.stream, own.n, receivedNonce].join('.');
}

/** Undefined for whatever was never given out in this form. */
export function readCursor(word: string): MessageCursor | undefined {
  const [roomId, partnerId, ...places] = word.split('.');
  const nonce = places[4];
  const [received, own] = [cursorOf(places[0], places[1]), cursorOf(places[2], places[3])];
  if (places.length !== 5 || received === undefined || own === undefined) return undefined;
  if (!isOf(ULID_PATTERN, roomId) || !isOf(PUBLIC_ID_PATTERN, partnerId)) return undefined;
  if (nonce === '') return { roomId, partnerId, received, own };
  return isOf(NONCE_PATTERN, nonce) ? { roomId, partnerId, received, own, receivedNonce: nonce } : undefined;
}

function cursorOf(stream: string | undefined, n: string | undefined): Cursor | undefined {
  if (!isOf(ULID_PATTERN, stream) || !isOf(/^\d{1,10}$/, n)) return undefined;
  const number = Number(n);
  return number <= N_MAX ? { stream, n: number } : undefined;
}

function isOf(pattern: RegExp, word: string | undefined): word is string {
  return word !== undefined && pattern.test(word);
}
