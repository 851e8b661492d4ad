import {
  entryPlace,
  otherSlot,
  type Entry,
  type EntryBody,
  type EntryId,
  type NewEntry,
  type Nonce,
  type RoomId,
} from '@hearken/protocol';
import type { Ids } from '../platform/ids.js';
import { PersonLocks } from '../queue/person-locks.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { LivePerson } from '../session/people.js';
import { endFor, memberOf, toWire } from './domain/room-view.js';
import type { LogWriter } from './log-writer.js';
import { askSlotToSync } from './member-hints.js';
import type { MessageStore, StoredEntry } from './message-store.port.js';
import type { RoomAttention } from './room-attention.js';
import type { RoomClaims } from './room-claims.js';
import type { ServedRoom, ServedRooms } from './served-rooms.js';

/** What a person says over REST. */
export interface Utterance {
  readonly nonce: Nonce;
  readonly body: EntryBody;
  /** The room it is meant for; absent: the one they are in. Named, it can never land in the next one. */
  readonly roomId?: RoomId | undefined;
}

/** What writing for a person needs of the rest. */
export interface ServedAuthorParts {
  readonly served: ServedRooms;
  readonly messages: MessageStore;
  readonly writer: LogWriter;
  readonly attention: RoomAttention;
  readonly claims: RoomClaims;
  readonly hints: HintBus;
  readonly ids: Ids;
}

/** Something was in the way that looking again removes: another registration, another stream, a number that is taken. */
const LOOK_AGAIN: ReadonlySet<string> = new Set(['stale-stream', 'out-of-order', 'conflict', 'wrong-state']);
const TRIES = 4;
/** What a client waits for a partner who has to say first what they hold. */
const PARTNER_RETRY_MS = 1_000;

/**
 * Writes where the server numbers (design section 10): one stream, one entry at a time, each above the author's last one
 * and above what the partner holds. A nonce is one text for life: said again, also after a crash between the write and
 * its answer, it is answered with what stands there (I1).
 */
export class ServedAuthor {
  readonly #locks = new PersonLocks();

  constructor(private readonly parts: ServedAuthorParts) {}

  /**
   * Resolves with the entry as it stands in the log, once it is durable.
   *
   * @throws {ChatError} ended, conflict (other words under this nonce), try-later, wrong-state (in no conversation)
   */
  say(person: LivePerson, utterance: Utterance): Promise<Entry> {
    return this.#locks.run(person.record.publicId, () => this.#say(person, utterance));
  }

  /**
   * Likes a text of the partner, or withdraws the like. Repeatable: what is so already is written no second time.
   *
   * @throws {ChatError} unknown-message, invalid (one's own text), ended, try-later
   */
  like(person: LivePerson, messageId: EntryId, isLiked: boolean): Promise<void> {
    return this.#locks.run(person.record.publicId, () => this.#like(person, messageId, isLiked));
  }

  async #say(person: LivePerson, utterance: Utterance): Promise<Entry> {
    const author = person.record.publicId;
    const { nonce, body, roomId } = utterance;
    for (let tries = 1; ; tries += 1) {
      const acting = await this.parts.served.acting(person);
      const here = acting !== undefined && (roomId === undefined || roomId === acting.room.id) ? acting : undefined;
      const known = here && (await this.parts.served.byNonce(here, nonce));
      const earlier = known ?? (await this.#inLastRoom(person, nonce));
      if (earlier !== undefined) return toWire(same(earlier, body), author);
      if (here === undefined) throw await this.#nowhere(person, roomId);
      try {
        return toWire(await this.#write(here, { nonce, ...body }), author);
      } catch (cause) {
        if (!isPassing(cause) || tries === TRIES) throw settled(cause);
        await this.parts.served.reopen(here, person);
      }
    }
  }

  async #like(person: LivePerson, messageId: EntryId, isLiked: boolean): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const acting = await this.parts.served.acting(person);
      const target = await this.#partnersText(person, acting, messageId);
      if (acting === undefined) throw await this.#nowhere(person, undefined);
      const { pending } = acting.entries;
      const isUnderWay = pending !== undefined && pending.kind !== 'text' && pending.target === target;
      if (!isUnderWay && acting.entries.likes(target) === isLiked) return;
      const kind = isLiked ? 'like' : 'unlike';
      try {
        await this.#write(acting, { nonce: this.parts.ids.registration(), kind, target });
        return;
      } catch (cause) {
        if (!isPassing(cause) || tries === TRIES) throw settled(cause);
        await this.parts.served.reopen(acting, person);
      }
    }
  }

  /** Writes the next entry; before it the one whose write was not answered. */
  async #write(acting: ServedRoom, said: EntryBody & { readonly nonce: Nonce }): Promise<StoredEntry> {
    const { entries } = acting;
    if (entries.pending !== undefined) {
      const stored = await this.#append(acting, entries.pending);
      if (stored.nonce === said.nonce) return stored;
    }
    const { room, slot } = acting;
    this.#refuseUnclaimed(acting);
    const log = room.authors.get(slot);
    // One more than everything that is known in the room: no time that somebody holds is above it.
    return this.#append(acting, { ...said, n: (log?.accepted ?? 0) + 1, t: room.clock + 1 });
  }

  async #append(acting: ServedRoom, entry: NewEntry): Promise<StoredEntry> {
    const { room, slot, entries } = acting;
    const stream = room.authors.get(slot)?.stream ?? '';
    try {
      await this.parts.writer.send(room, slot, room.actors[slot], { stream, entries: [entry] });
    } catch (cause) {
      const isUnknown = cause instanceof ChatError && cause.code === 'try-later';
      entries.pending = isUnknown ? entry : undefined;
      throw cause;
    }
    entries.pending = undefined;
    entries.add(entry, stream);
    if (entry.kind === 'text') room.typingUntil[slot] = 0;
    this.parts.attention.said(room, slot);
    // As it stands there: written twice, it has the first one's time.
    const [stored] = await this.parts.messages.read({ roomId: room.id, slot, stream }, entry.n - 1, entry.n, 1);
    if (stored === undefined) throw ChatError.after('try-later', PARTNER_RETRY_MS, 'the entry was lost; send again');
    this.#tellAuthor(acting, stored);
    return stored;
  }

  /** After a start or a lost tail nobody knows what the partner holds: a number of theirs must not be given again. */
  #refuseUnclaimed({ room, slot }: ServedRoom): void {
    const partner = otherSlot(slot);
    if (room.claimed.has(partner)) return;
    askSlotToSync(this.parts.hints, room.record, partner);
    throw ChatError.after('try-later', PARTNER_RETRY_MS, 'your partner has to come back first');
  }

  /** To the author's own notifying socket: what was said over REST shows up wherever they listen, with its nonce. */
  #tellAuthor({ room, slot }: ServedRoom, stored: StoredEntry): void {
    const { id } = memberOf(room.record, slot);
    const payload = { roomId: room.id, items: [toWire(stored, id)], delivered: room.received[otherSlot(slot)] };
    this.parts.hints.publish({ kind: 'push', to: id, event: 'room:entries', payload });
  }

  /** The nonce of a text of the partner, named by its id. */
  async #partnersText(person: LivePerson, acting: ServedRoom | undefined, messageId: EntryId): Promise<Nonce> {
    const place = entryPlace(messageId);
    const unknown = ChatError.of('unknown-message', 'there is no such message in your conversation');
    if (place === undefined) throw unknown;
    if (place.roomId !== acting?.room.id) {
      const last = await this.parts.served.last(person);
      throw last?.record.id === place.roomId ? ChatError.ended(endFor(last.record, last.slot)) : unknown;
    }
    const [stored] = await this.parts.messages.read(place, place.n - 1, place.n, 1);
    if (stored?.kind !== 'text') throw unknown;
    if (place.slot === acting.slot) throw ChatError.invalid('your own messages cannot be liked by you');
    return stored.nonce;
  }

  async #inLastRoom(person: LivePerson, nonce: Nonce): Promise<StoredEntry | undefined> {
    const last = await this.parts.served.last(person);
    return last && this.parts.served.byNonceInEnded(last.record, last.slot, nonce);
  }

  /** Why nothing can be said: the room that is meant has ended, or they are in none. */
  async #nowhere(person: LivePerson, roomId: RoomId | undefined): Promise<ChatError> {
    const last = await this.parts.served.last(person);
    if (last !== undefined && (roomId ?? last.record.id) === last.record.id) {
      return ChatError.ended(endFor(last.record, last.slot));
    }
    if (roomId === undefined) return ChatError.of('wrong-state', 'you are in no conversation');
    if (this.parts.claims.holds(person, roomId)) {
      return ChatError.after('try-later', PARTNER_RETRY_MS, 'the room waits for your partner after a lost database');
    }
    return ChatError.of('not-member', 'this room is not yours');
  }
}

/** The same words under the same nonce; anything else would be told as sent and never said. */
function same(stored: StoredEntry, body: EntryBody): StoredEntry {
  const isSame =
    stored.kind === 'text' && body.kind === 'text'
      ? stored.text === body.text && stored.replyTo === body.replyTo
      : stored.kind !== 'text' && body.kind !== 'text' && stored.kind === body.kind && stored.target === body.target;
  if (!isSame) throw ChatError.accepted('conflict', stored.n);
  return stored;
}

function isPassing(cause: unknown): boolean {
  return cause instanceof ChatError && LOOK_AGAIN.has(cause.code);
}

/** What the log calls by names of its own is for this client one thing: it comes again with the same nonce. */
function settled(cause: unknown): unknown {
  if (!(cause instanceof ChatError) || cause.code === 'wrong-state' || !isPassing(cause)) return cause;
  return ChatError.after('try-later', PARTNER_RETRY_MS, 'the conversation is changing; send again');
}
