/**
 * The identifiers of the wire. They are plain strings on purpose: they cross JSON, IndexedDB and MongoDB unchanged, and
 * the patterns below are the only thing anybody may rely on.
 */

/** Secret of a person: 32 random bytes, base64url, 43 characters. Minted by the server, kept by one browser tab. */
export type PrivateId = string;
/** Name of a person towards others: HMAC-SHA-256(server key, private id) cut to 128 bits, base64url, 22 characters. */
export type PublicId = string;
/** Key of a device (a browser profile): 32 random bytes, base64url, 43 characters. The server keeps a keyed hash only. */
export type DeviceKey = string;
/** A room: a ULID minted by the server. */
export type RoomId = string;
/** One author's numbered series of entries in one room: a ULID minted by the server, never used twice. */
export type StreamId = string;
/** What makes a text the same text wherever it stands: 22 characters base64url, minted by the browser, one for life. */
export type Nonce = string;
/** Primary key of an entry: `<roomId>/<slot>/<stream>/<n padded to N_DIGITS>`. */
export type EntryId = string;

/** A member's place in a room: `a` is the one whose public id sorts first, so it survives a wiped database. */
export type Slot = 'a' | 'b';

export const SLOTS = ['a', 'b'] as const satisfies readonly Slot[];

export const PRIVATE_ID_PATTERN = /^[A-Za-z0-9_-]{43}$/;
export const PUBLIC_ID_PATTERN = /^[A-Za-z0-9_-]{22}$/;
export const DEVICE_KEY_PATTERN = /^[A-Za-z0-9_-]{43}$/;
export const ULID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
export const NONCE_PATTERN = /^[A-Za-z0-9_-]{16,64}$/;
/** Version of an application as told in register: semver or a commit. */
export const APP_VERSION_PATTERN = /^[A-Za-z0-9._+-]{1,64}$/;

/** Digits of an entry's number in its primary key; keeps string order and number order the same. */
export const N_DIGITS = 10;
/** Highest number an entry can have. */
export const N_MAX = 9_999_999_999;
/** Highest Lamport time that can be sent; far below 2^53, so that adding to one stays exact. */
export const T_MAX = 2 ** 52;

/** What an entry's primary key looks like. */
export const ENTRY_ID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}\/[ab]\/[0-7][0-9A-HJKMNP-TV-Z]{25}\/\d{10}$/;

/** Where an entry stands, by its primary key; undefined for anything else. */
export function entryPlace(
  id: string,
): { readonly roomId: RoomId; readonly slot: Slot; readonly stream: StreamId; readonly n: number } | undefined {
  if (!ENTRY_ID_PATTERN.test(id)) return undefined;
  const [roomId = '', slot, stream = '', n] = id.split('/');
  return { roomId, slot: slot === 'a' ? 'a' : 'b', stream, n: Number(n) };
}

/** The slot of `id` in a room with `partnerId`. Two different people always get different slots. */
export function slotOf(id: PublicId, partnerId: PublicId): Slot {
  return id < partnerId ? 'a' : 'b';
}

/** The other member's slot. */
export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a';
}

/** Primary key of entry `n` of a stream. Within a stream, keys sort as their numbers do. */
export function entryId(roomId: RoomId, slot: Slot, stream: StreamId, n: number): EntryId {
  return `${roomId}/${slot}/${stream}/${String(n).padStart(N_DIGITS, '0')}`;
}
