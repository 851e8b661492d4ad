import { LEEWAY_AFTER_OUTAGE_MS, type PublicId, type Role, type RoomClaim, type RoomId } from '@hearken/protocol';
import type { Registration } from '../../session/person-store.port.js';

/** One side's word that a room exists which the database does not know. */
export interface Claimed {
  readonly by: PublicId;
  /** The registration it was made under: with a newer one of the same person it is void. */
  readonly reg: string;
  readonly role: Role;
  readonly claim: RoomClaim;
  /** Server time until which the other side may confirm it, ms. */
  readonly until: number;
}

/**
 * Rooms that the database lost, as their members tell them after it (design section 5). A claim is no proof: only two
 * people who name the same room and each other make it a room again.
 */
export class ClaimBook {
  readonly #byPerson = new Map<PublicId, Claimed>();

  /** Notes a claim; a person has one at a time, and a repeated one keeps its deadline. */
  note({ publicId: by, reg }: Registration, role: Role, claim: RoomClaim, now: number): Claimed {
    const held = this.#byPerson.get(by);
    const until = held?.claim.roomId === claim.roomId ? held.until : now + LEEWAY_AFTER_OUTAGE_MS;
    const claimed = { by, reg, role, claim, until };
    this.#byPerson.set(by, claimed);
    return claimed;
  }

  /** The claim of a person on this room. */
  of(by: PublicId, roomId: RoomId): Claimed | undefined {
    const held = this.#byPerson.get(by);
    return held?.claim.roomId === roomId ? held : undefined;
  }

  /** The other side of a claim, if they have made it too. */
  counterpart(claimed: Claimed): Claimed | undefined {
    const other = this.of(claimed.claim.partnerId, claimed.claim.roomId);
    return other?.claim.partnerId === claimed.by ? other : undefined;
  }

  /** The claims that wait to be confirmed. */
  all(): Iterable<Claimed> {
    return this.#byPerson.values();
  }

  drop(by: PublicId): void {
    this.#byPerson.delete(by);
  }

  /** Removes and returns the claims nobody confirmed in time. */
  takeFallen(now: number): readonly Claimed[] {
    const fallen = [...this.#byPerson.values()].filter((claimed) => claimed.until <= now);
    for (const claimed of fallen) this.#byPerson.delete(claimed.by);
    return fallen;
  }
}
