import type { PublicId, QueuePlace, Settled } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { RoomRecord } from '../room/room-store.port.js';
import type { PersonRecord, Settlement } from '../session/person-store.port.js';
import { idle, queuePlace } from './domain/queue-place.js';
import type { HeadCount } from './head-count.js';
import type { PersonLocks } from './person-locks.js';
import type { PoolKeeper } from './pool-keeper.js';
import type { QueueParts } from './queue-parts.js';
import { tellOfUnheardRoom } from './unheard-room.js';

/** What keeping places needs, beside the queue's parts. */
export interface QueuePlacesParts extends QueueParts {
  readonly keeper: PoolKeeper;
  readonly locks: PersonLocks;
  readonly heads: HeadCount;
  /** Somebody may have come into the pool: pairing is to be looked at soon. */
  readonly changed: () => void;
}

/**
 * The places of those who wait, as the end of a room, a register, a moderator, or another server makes them; what people
 * ask for themselves is the queue service's. The database says where somebody is, and the pool follows it.
 */
export class QueuePlaces {
  constructor(private readonly parts: QueuePlacesParts) {}

  /**
   * The queue place that a record holds, as its person is told.
   *
   * @throws {ChatError} wrong-state when it holds none
   */
  async place(record: PersonRecord): Promise<QueuePlace> {
    return this.placeAt(record, await this.parts.matcher.position(record.publicId));
  }

  /** The same of somebody whose position the matcher was asked for already. */
  async placeAt({ queue }: PersonRecord, position: number | undefined): Promise<QueuePlace> {
    if (queue === undefined) throw ChatError.of('wrong-state', 'you are in no queue');
    // Who is being paired right now is not in the pool, and next.
    const standing = {
      position: position ?? 1,
      counts: await this.parts.heads.counts(),
      isPaused: !this.parts.matcher.isUp(),
    };
    return queuePlace(queue, standing, this.parts.clock.now());
  }

  /** Register and boot: takes up the queue place of a record, under its registration. */
  async restore(record: PersonRecord): Promise<void> {
    const { publicId } = record;
    await this.parts.locks.run(publicId, async () => {
      const known = this.parts.keeper.holderOf(publicId);
      // A later register was faster.
      if (known !== undefined && known.gen > record.gen) return;
      if (this.parts.isPaired(publicId)) await this.parts.keeper.forget(publicId);
      else if (this.isHeld(record)) await this.#release(record);
      else await this.parts.keeper.put(record);
    });
    this.parts.changed();
  }

  /** Devices that meet nobody from now on: their people here wait no longer. */
  async hold(devices: ReadonlySet<string>): Promise<void> {
    const waiting = [...this.parts.people.all()].filter(({ record }) => devices.has(record.device));
    await Promise.all(waiting.map(({ record: { publicId } }) => this.#holdOne(publicId)));
  }

  #holdOne(publicId: PublicId): Promise<void> {
    return this.parts.locks.run(publicId, async () => {
      const record = this.parts.people.get(publicId)?.record;
      if (record?.queue !== undefined) await this.#release(record);
    });
  }

  /** Under the person's lock: out of the queue. */
  async #release(record: PersonRecord): Promise<void> {
    await this.parts.persons.dequeue(record);
    const person = this.parts.people.get(record.publicId);
    if (person?.record.reg === record.reg) person.record = withoutPlace(person.record);
    await this.parts.keeper.forget(record.publicId);
  }

  /** Whether a person meets nobody for now. */
  isHeld({ device }: Pick<PersonRecord, 'device'>): boolean {
    return this.parts.isHeld(device);
  }

  /** Where a person in no room and no queue is, as they are told. */
  idle(record: PersonRecord): Settled {
    return idle(record, this.parts.clock.now(), this.isHeld(record));
  }

  /**
   * A room ended: its member goes to this place, or to none. Only the first call for a room changes anything; a later
   * one, or one for a room they are not in, answers where they are.
   */
  async settle(publicId: PublicId, settlement: Settlement): Promise<Settled> {
    const record = await this.parts.locks.run(publicId, async () => {
      const { persons } = this.parts;
      const after = (await persons.settle(publicId, settlement)) ?? (await persons.find(publicId));
      if (after === undefined) return after;
      const { neighbours } = this.parts;
      if (neighbours === undefined || neighbours.isOurs(publicId)) await this.adopt(after);
      else neighbours.tellMoved(publicId);
      return after;
    });
    this.parts.changed();
    if (record === undefined) return { is: 'idle' };
    if (record.queue === undefined) return this.idle(record);
    return { is: 'queued', ...(await this.place(record)) };
  }

  /**
   * Another server has changed where somebody of this one is: the database says it. Their record after, as it is there.
   */
  async refresh(publicId: PublicId): Promise<PersonRecord | undefined> {
    const record = await this.parts.locks.run(publicId, async () => {
      const { neighbours } = this.parts;
      const before = neighbours?.heldOf(publicId);
      const found = await this.parts.persons.find(publicId);
      if (found === undefined || this.parts.people.get(publicId)?.record.reg !== found.reg) return found;
      neighbours?.holdOnly(publicId, before, found.room);
      tellOfUnheardRoom(this.parts.people, found);
      await this.adopt(found);
      return found;
    });
    this.parts.changed();
    return record;
  }

  /**
   * Another server has paired somebody of this one: their place here is over, and `open` tells them. Nothing happens
   * where they have registered anew since.
   */
  async pairedElsewhere(publicId: PublicId, room: RoomRecord, open: () => void): Promise<void> {
    await this.parts.locks.run(publicId, async () => {
      const person = this.parts.people.get(publicId);
      const member = room.members.find(({ id }) => id === publicId);
      if (person === undefined || member === undefined) return;
      if (person.record.reg !== room.actors[member.slot].reg) return;
      person.record = { ...withoutPlace(person.record), room: room.id };
      open();
      await this.parts.keeper.forget(publicId);
    });
  }

  /**
   * Takes somebody out of this server's part of the pool: they are in a room that was made elsewhere, or another server
   * looks after them.
   */
  leavePool(publicId: PublicId): Promise<void> {
    return this.parts.locks.run(publicId, () => this.parts.keeper.forget(publicId));
  }

  /** Somebody's leeway is over. Rejects when the database could not be told: to be called again. */
  async gone(publicId: PublicId): Promise<void> {
    const holder = this.parts.keeper.holderOf(publicId);
    if (holder === undefined) return;
    await this.parts.locks.run(publicId, async () => {
      // Registered again meanwhile: that registration's place is its own.
      if (this.parts.keeper.holderOf(publicId)?.reg !== holder.reg) return;
      await this.parts.persons.dequeue(holder);
      await this.parts.keeper.forget(publicId);
    });
  }

  /** Under the person's lock: takes a record up where it is newer, in memory and in the pool. */
  async adopt(record: PersonRecord): Promise<void> {
    const person = this.parts.people.get(record.publicId);
    if (person?.record.reg === record.reg) person.record = record;
    await this.parts.keeper.put(record);
  }
}

/** A record without its place in a queue. */
export function withoutPlace({ queue: _left, ...record }: PersonRecord): PersonRecord {
  return record;
}
