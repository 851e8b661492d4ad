import type { PublicId, RoomId } from '@hearken/protocol';
import type { AddressedHint } from '../../hint-bus.port.js';

/** People remembered at once; beyond that the slow sync of their browsers finds what they miss. */
const OWED_MAX = 10_000;
/** Tried again so often: by the second time every server has told the directory of its people again. */
const TRIES = 2;

interface Owed {
  readonly roomId: RoomId | undefined;
  readonly tries: number;
}

/**
 * People whose server the directory did not know, or named wrongly, when there was something to tell: an emptied Redis
 * knows them again seconds later. What was said stands in the database; they are only told to look.
 */
export class OwedHints {
  readonly #owed = new Map<PublicId, Owed>();

  /** A hint had nowhere to go. */
  note(hint: AddressedHint): void {
    if (this.#owed.size >= OWED_MAX && !this.#owed.has(hint.to)) return;
    this.#owed.set(hint.to, { roomId: roomOf(hint) ?? this.#owed.get(hint.to)?.roomId, tries: TRIES });
  }

  /** What to try to say now. To be called after each round of the directory. */
  take(): readonly AddressedHint[] {
    const hints: AddressedHint[] = [];
    for (const [to, { roomId, tries }] of [...this.#owed]) {
      hints.push({ kind: 'moved', to });
      if (roomId !== undefined) hints.push({ kind: 'room', to, roomId });
      if (tries <= 1) this.#owed.delete(to);
      else this.#owed.set(to, { roomId, tries: tries - 1 });
    }
    return hints;
  }
}

/** The room that a hint is about. */
export function roomOf(hint: AddressedHint): RoomId | undefined {
  if (hint.kind === 'room' || hint.kind === 'gone-on') return hint.roomId;
  if (hint.kind !== 'push') return undefined;
  return 'roomId' in hint.payload ? hint.payload.roomId : undefined;
}
