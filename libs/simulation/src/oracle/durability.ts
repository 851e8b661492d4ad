import type { Entry, LogItem, NewEntry } from '@hearken/protocol';
import type { AppendResult, StoredEntry } from '@api/room/message-store.port';

interface Durable {
  readonly nonce: string;
  /** Gen of the registration that acted in the room when the entry came to stand. */
  readonly gen: number;
}

/** What has ever been durable: I2 is asked of this, also after the database has lost it again. */
export class Durability {
  readonly #entries = new Map<string, Durable>();
  /** Every place at which a nonce has ever been durable, with the times it had there. */
  readonly #places = new Map<string, { readonly id: string; readonly t: number }[]>();

  /** A batch stands in the database. */
  appended(
    entries: readonly StoredEntry[],
    results: readonly AppendResult[],
    genOf: (entry: StoredEntry) => number,
  ): void {
    entries.forEach((entry, index) => {
      if (results[index] !== 'written') return;
      this.#entries.set(entry.id, { nonce: entry.nonce, gen: genOf(entry) });
      this.#places.set(entry.nonce, [...(this.#places.get(entry.nonce) ?? []), { id: entry.id, t: entry.t }]);
    });
  }

  holdsNonce(nonce: string): boolean {
    return this.#places.has(nonce);
  }

  /**
   * Whether a place at which it was durable holds it no more, or at another time; or can't tell any more when it was read:
   * a lower number of its stream is lost (nothing above a hole is read again), or a number of a later stream of its author
   * (a reader may stand there, and whether they met it before they alone know).
   *
   * @param at what stands at a place now
   */
  hasLostPlace(nonce: string, at: (id: string) => Pick<NewEntry, 'nonce' | 't'> | undefined): boolean {
    const places = this.#places.get(nonce) ?? [];
    if (places.some(({ id, t }) => at(id)?.nonce !== nonce || at(id)?.t !== t)) return true;
    const lost = [...this.#entries].filter(([id, { nonce: stood }]) => at(id)?.nonce !== stood).map(([id]) => id);
    return places.some(({ id }) => lost.some((other) => isInTheWay(id, other)));
  }

  /** What is wrong with acknowledging this entry to a registration of `gen`. */
  faultOfAck(id: string, entry: NewEntry, gen: number): string | undefined {
    const durable = this.#entries.get(id);
    if (durable?.nonce !== entry.nonce) return `${id} is acknowledged and was never durable`;
    if (durable.gen > gen) {
      return `${id} came to stand under gen ${String(durable.gen)} and is acknowledged to gen ${String(gen)}`;
    }
    return undefined;
  }

  /** The first entry of an answer or push that was never durable. */
  faultOfItems(items: readonly LogItem[]): string | undefined {
    const fault = items.find((item): item is Entry => item.kind !== 'gap' && !this.#isDurable(item));
    return fault === undefined ? undefined : `${fault.id} is shown and was never durable`;
  }

  #isDurable(entry: Entry): boolean {
    return this.#entries.get(entry.id)?.nonce === entry.nonce;
  }
}

/** Whether a lost place is below another one of its stream, or in a later stream of its author. */
function isInTheWay(id: string, lost: string): boolean {
  const [here, there] = [partsOf(id), partsOf(lost)];
  if (here.author !== there.author) return false;
  return here.stream === there.stream ? there.n < here.n : there.stream > here.stream;
}

/** An entry id is room, slot, stream and zero-padded n. */
function partsOf(id: string): { readonly author: string; readonly stream: string; readonly n: string } {
  const [room = '', slot = '', stream = '', n = ''] = id.split('/');
  return { author: `${room}/${slot}`, stream, n };
}
