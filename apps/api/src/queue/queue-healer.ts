import type { PublicId } from '@hearken/protocol';
import type { PersonRecord } from '../session/person-store.port.js';
import type { PersonLocks } from './person-locks.js';
import type { PoolKeeper } from './pool-keeper.js';
import type { QueueParts } from './queue-parts.js';
import { tellOfUnheardRoom } from './unheard-room.js';

/** People of whom the matcher is told again at once. */
const REASSERTED_TOGETHER = 100;

/** What healing needs. */
export interface QueueHealerParts extends Pick<
  QueueParts,
  'persons' | 'people' | 'matcher' | 'isPaired' | 'neighbours' | 'log'
> {
  readonly keeper: PoolKeeper;
  readonly locks: PersonLocks;
}

/**
 * Compares the pool with the database: whoever waits there and is this server's belongs into it, and nobody else. A
 * crash, a fault or an emptied matcher between two steps costs seconds of waiting and nothing else.
 */
export class QueueHealer {
  #untold = 0;

  constructor(private readonly parts: QueueHealerParts) {}

  /** How many places were mended, or told of again. */
  async heal(): Promise<number> {
    const { keeper, matcher, log, persons, neighbours } = this.parts;
    const queued = await persons.queued(neighbours?.lookedAfter());
    const { untold } = matcher;
    // Short of people it was emptied, or others are pairing some of them right now.
    const isAmiss = untold !== this.#untold || (await this.#isPoolShort());
    const suspects = new Set<PublicId>(keeper.all());
    const known: PublicId[] = [];
    for (const record of queued) {
      const { publicId } = record;
      if (keeper.isAsKept(record)) {
        suspects.delete(publicId);
        known.push(publicId);
      } else if (this.#isOurs(publicId)) suspects.add(publicId);
    }
    if (isAmiss) await this.#reassert(known);
    this.#untold = untold;
    let mended = 0;
    for (const publicId of suspects) if (await this.mend(publicId)) mended += 1;
    if (mended > 0) log.warn('queue-mended', { people: mended });
    return isAmiss ? mended + known.length : mended;
  }

  /**
   * Tells the matcher again of people whose place is as it was: nothing has to be read for that, so that an emptied pool
   * is full again within I8's 5 s whatever the queue's length.
   */
  async #reassert(known: readonly PublicId[]): Promise<void> {
    for (let done = 0; done < known.length; done += REASSERTED_TOGETHER) {
      await Promise.all(known.slice(done, done + REASSERTED_TOGETHER).map((publicId) => this.#reassertOne(publicId)));
    }
    this.parts.log.debug('queue-reasserted', { people: known.length });
  }

  async #reassertOne(publicId: PublicId): Promise<void> {
    const letGo = this.parts.locks.tryHold(publicId);
    // What is under way for them puts them where they belong.
    if (letGo === undefined) return;
    await this.parts.keeper.reassert(publicId).finally(letGo);
  }

  /** Whether the matcher knows fewer people than were put. */
  async #isPoolShort(): Promise<boolean> {
    return (await this.parts.matcher.size()) < this.parts.keeper.size;
  }

  #isOurs(publicId: PublicId): boolean {
    return this.parts.people.get(publicId) !== undefined;
  }

  /** Puts one of this server's people where the database says; read with nothing else under way for them. Whether they were mended. */
  async mend(publicId: PublicId): Promise<boolean> {
    const { locks, keeper, matcher, neighbours, persons } = this.parts;
    const letGo = locks.tryHold(publicId);
    // What is under way for them puts them where they belong.
    if (letGo === undefined) return false;
    try {
      const before = neighbours?.heldOf(publicId);
      const record = await persons.find(publicId);
      this.#adopt(publicId, record);
      if (record !== undefined && this.#isOurs(publicId)) neighbours?.holdOnly(publicId, before, record.room);
      // Paired by another server, and its hint lost.
      if (record?.room !== undefined && !this.parts.isPaired(publicId)) neighbours?.lookAfter(publicId);
      if (record?.queue === undefined || this.parts.isPaired(publicId)) return await this.#remove(publicId);
      if (this.#isElsewhere(record)) {
        await keeper.forget(publicId);
        return false;
      }
      const isInPool = (await matcher.position(publicId)) !== undefined;
      if (isInPool && keeper.isAsKept(record)) return false;
      await keeper.put(record);
      return true;
    } finally {
      letGo();
    }
  }

  /** Registered with another server since: theirs to keep, and to know as present. */
  #isElsewhere({ publicId, reg, server }: PersonRecord): boolean {
    const lookedAfter = this.parts.neighbours?.lookedAfter();
    if (lookedAfter?.includes(server) === false) return true;
    const held = this.parts.keeper.holderOf(publicId);
    return held !== undefined && held.reg !== reg && this.parts.people.get(publicId) === undefined;
  }

  async #remove(publicId: PublicId): Promise<boolean> {
    if (this.parts.keeper.holderOf(publicId) === undefined) return false;
    await this.parts.keeper.forget(publicId);
    return true;
  }

  #adopt(publicId: PublicId, record: PersonRecord | undefined): void {
    const person = this.parts.people.get(publicId);
    if (person === undefined) return;
    if (record?.reg === person.record.reg) {
      tellOfUnheardRoom(this.parts.people, record);
      person.record = record;
    } else if (record === undefined || record.gen < person.record.gen) {
      // Their registration is lost with a tail, and the place with it: the next look at the position finds none, and asks.
      const { queue: _lost, ...rest } = person.record;
      person.record = rest;
    }
  }
}
