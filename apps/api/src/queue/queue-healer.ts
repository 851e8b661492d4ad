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
    const suspects = new Set<PublicId>(keeper.all());
    const known: PublicId[] = [];
    for (const record of queued) {
      const { publicId } = record;
      if (keeper.isAsKept(record)) {
        suspects.delete(publicId);
        known.push(publicId);
      } else if (this.#isOurs(publicId)) suspects.add(publicId);
    }
    const unknown = untold === this.#untold ? await matcher.missing(known) : known;
    await this.#reassert(unknown);
    this.#untold = untold;
    let mended = 0;
    for (const publicId of suspects) if (await this.mend(publicId)) mended += 1;
    if (mended > 0) log.warn('queue-mended', { people: mended });
    return mended + unknown.length;
  }

  /**
   * Tells the matcher again of people whose place is as it was: nothing has to be read for that, so that an emptied pool
   * is full again within I8's 5 s whatever the queue's length.
   */
  async #reassert(publicIds: readonly PublicId[]): Promise<void> {
    if (publicIds.length === 0) return;
    for (let done = 0; done < publicIds.length; done += REASSERTED_TOGETHER) {
      const some = publicIds.slice(done, done + REASSERTED_TOGETHER);
      await Promise.all(some.map((publicId) => this.#reassertOne(publicId)));
    }
    this.parts.log.debug('queue-reasserted', { people: publicIds.length });
  }

  async #reassertOne(publicId: PublicId): Promise<void> {
    const letGo = this.parts.locks.tryHold(publicId);
    // What is under way for them puts them where they belong.
    if (letGo === undefined) return;
    await this.parts.keeper.reassert(publicId).finally(letGo);
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
      if (keeper.isAsKept(record) && (await matcher.missing([publicId])).length === 0) return false;
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
