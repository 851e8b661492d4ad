import { HAVE_MET_MS, type PublicId } from '@hearken/protocol';
import { errorOf } from '../platform/log.js';
import { isSameEntry, type PersonRecord, type QueueEntry, type Registration } from '../session/person-store.port.js';
import type { Waiting } from './matcher.port.js';
import type { Interaction } from './pairing-store.port.js';
import type { QueueParts } from './queue-parts.js';

/** How many of those who count as present are looked at again in one tick, besides all who are absent. */
const LOOKS_A_TICK = 1_000;

/** What is put into the pool, remembered: who was taken out goes back without asking the database. */
interface Kept {
  readonly waiting: Waiting;
  readonly met: readonly Interaction[];
}

/** Who of this server's people waits, and how the matcher is told. Changes of one person must not overlap. */
export class PoolKeeper {
  readonly #kept = new Map<PublicId, Kept>();
  readonly #absent = new Set<PublicId>();
  readonly #heldBack = new Set<PublicId>();
  #looks: Iterator<PublicId> | undefined;

  constructor(private readonly parts: Omit<QueueParts, 'ids' | 'onPaired' | 'isPaired'>) {}

  /** Puts somebody where their record says: into the pool, or out of it. */
  async put(record: PersonRecord): Promise<void> {
    if (record.queue === undefined) {
      await this.forget(record.publicId);
      return;
    }
    const { publicId, gen, reg, device, queue } = record;
    const met = await this.#metBy(record);
    await this.#put({ holder: { publicId, gen, reg }, device, entry: queue, present: this.#isPresent(publicId) }, met);
  }

  /**
   * Gives somebody who was taken to be paired their place again: of this server's people the place that is kept, which may
   * be a newer one, or none.
   */
  async putBack(taken: Waiting): Promise<void> {
    const { publicId } = taken.holder;
    if (this.#kept.has(publicId)) await this.reassert(publicId);
    else if (this.parts.people.get(publicId) === undefined) await this.giveBack(taken);
  }

  /** Gives somebody whom another server keeps, and this one took, their place again. */
  async giveBack(taken: Waiting): Promise<void> {
    const { holder, device } = taken;
    await this.parts.matcher.giveBack(taken, await this.#metBy({ publicId: holder.publicId, device }));
  }

  /** Tells the matcher again whom somebody has met: what it was told beside the database is forgotten. */
  async putAnew(publicId: PublicId): Promise<void> {
    const kept = this.#kept.get(publicId)?.waiting;
    if (kept !== undefined) {
      const met = await this.#metBy({ publicId, device: kept.device });
      await this.#put({ ...kept, present: this.#isPresent(publicId) }, met);
    }
  }

  /** Tells the matcher again what it was told of somebody. */
  async reassert(publicId: PublicId): Promise<void> {
    const kept = this.#kept.get(publicId);
    if (kept !== undefined) await this.#put({ ...kept.waiting, present: this.#isPresent(publicId) }, kept.met);
  }

  /**
   * Somebody waits no more, or for another server: where that one has put them already, they stay in the pool. What this
   * one put and nobody looks after would hide from them, and from the healer, that they are missing there.
   */
  async forget(publicId: PublicId): Promise<void> {
    this.#kept.delete(publicId);
    this.#absent.delete(publicId);
    this.#heldBack.delete(publicId);
    await this.parts.matcher.remove(publicId);
  }

  /** The registration under which somebody of this server waits. */
  holderOf(publicId: PublicId): Registration | undefined {
    return this.#kept.get(publicId)?.waiting.holder;
  }

  /** Whether somebody taken still waits as they were taken; people of other servers are theirs to know. */
  isCurrent({ holder, entry }: Waiting): boolean {
    const kept = this.#kept.get(holder.publicId)?.waiting;
    if (kept === undefined) return this.parts.people.get(holder.publicId) === undefined;
    return isSamePlace(kept, { holder, entry });
  }

  /** Whether a record says what is kept. */
  isAsKept(record: PersonRecord): boolean {
    const kept = this.#kept.get(record.publicId)?.waiting;
    if (record.queue === undefined || kept === undefined) return record.queue === undefined && kept === undefined;
    return isSamePlace(kept, { holder: record, entry: record.queue });
  }

  /** Whether somebody taken can be heard, as far as this server knows. */
  isReachable({ holder, present }: Waiting): boolean {
    return this.#kept.has(holder.publicId) ? this.#isPresent(holder.publicId) : present;
  }

  /** Everybody of this server who waits. */
  all(): Iterable<PublicId> {
    return this.#kept.keys();
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Tells the matcher who can be heard: all who could not, and some of the others in their turn. */
  async refreshPresence(): Promise<void> {
    const changed = [...this.#absent, ...this.#nextInTurn()].filter((publicId) => this.#hasChanged(publicId));
    // Together: where hundreds fall silent at once, those who can be heard are not to wait for each of them.
    await Promise.all(changed.map((publicId) => this.notePresence(publicId)));
  }

  /** Tells the matcher whether somebody can be heard, if that changed. */
  async notePresence(publicId: PublicId): Promise<void> {
    if (!this.#hasChanged(publicId)) return;
    const isPresent = this.#isPresent(publicId);
    this.#mark(publicId, isPresent);
    await this.parts.matcher.setPresent(publicId, isPresent);
  }

  /** Some of those who wait, going on where the call before has ended. */
  *#nextInTurn(): Iterable<PublicId> {
    for (let look = 0; look < LOOKS_A_TICK; look += 1) {
      this.#looks ??= this.#kept.keys();
      const next = this.#looks.next();
      if (next.done === true) {
        this.#looks = undefined;
        return;
      }
      yield next.value;
    }
  }

  /** Whether somebody who waits can be heard again, or no longer, since the matcher was told. */
  #hasChanged(publicId: PublicId): boolean {
    return this.#kept.has(publicId) && this.#isPresent(publicId) === this.#absent.has(publicId);
  }

  /** Passes over somebody whom the database refuses again and again, until {@link readmit}. */
  async holdBack(publicId: PublicId): Promise<void> {
    this.#heldBack.add(publicId);
    await this.notePresence(publicId);
  }

  /** Tries again with all who were held back; the next refresh notes them. */
  readmit(): void {
    this.#heldBack.clear();
  }

  async #put(waiting: Waiting, met: readonly Interaction[]): Promise<void> {
    const { publicId } = waiting.holder;
    this.#kept.set(publicId, { waiting, met });
    this.#mark(publicId, waiting.present);
    await this.parts.matcher.put(waiting, met);
    // What was told meanwhile may have come before it.
    const isPresent = this.#isPresent(publicId);
    if (this.#kept.get(publicId)?.waiting !== waiting || isPresent === waiting.present) return;
    this.#mark(publicId, isPresent);
    await this.parts.matcher.setPresent(publicId, isPresent);
  }

  #mark(publicId: PublicId, isPresent: boolean): void {
    if (isPresent) this.#absent.delete(publicId);
    else this.#absent.add(publicId);
  }

  /** Who is still being answered is not paired: their register may find them in a room, also one that the database lost. */
  #isPresent(publicId: PublicId): boolean {
    const { people } = this.parts;
    return people.isPresent(publicId) && people.isAnswered(publicId) && !this.#heldBack.has(publicId);
  }

  /** Whom they have met. Where the database does not say, the commit will: it looks again in its transaction (I7). */
  async #metBy({ publicId, device }: Pick<PersonRecord, 'publicId' | 'device'>): Promise<readonly Interaction[]> {
    const since = this.parts.clock.now() - HAVE_MET_MS;
    const keys = this.parts.sameDeviceMayMeet && device !== publicId ? [device, publicId] : [device];
    try {
      return (await Promise.all(keys.map((key) => this.parts.pairing.interactions(key, since)))).flat();
    } catch (cause) {
      this.parts.log.warn('interactions-unknown', { cause: errorOf(cause) });
      return this.#kept.get(publicId)?.met ?? [];
    }
  }
}

function isSamePlace(
  left: { readonly holder: Registration; readonly entry: QueueEntry },
  right: { readonly holder: Registration; readonly entry: QueueEntry },
): boolean {
  return (
    left.holder.gen === right.holder.gen && left.holder.reg === right.holder.reg && isSameEntry(left.entry, right.entry)
  );
}
