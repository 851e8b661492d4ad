import { memoryPersons } from '@api/session/infra/memory-persons';
import { MemoryPersonStore } from '@api/session/infra/memory-person-store';
import type { PersonRecord, QueueEntry, Registration } from '@api/session/person-store.port';
import { MemoryPairingStore } from '@api/queue/infra/memory-pairing-store';
import type { PairOutcome, ProposedPair } from '@api/queue/pairing-store.port';
import { memoryRooms } from '@api/room/infra/memory-rooms';
import { MemoryRoomStore } from '@api/room/infra/memory-room-store';
import type { Actor, EndRecord, Resume, RoomRecord, StreamRecord } from '@api/room/room-store.port';
import type { MemoryDatabase } from '@api/platform/memory/memory-database';
import type { Clock } from '@api/platform/clock';
import type { Cursor, RoomId, Slot } from '@hearken/protocol';

/*
 * The stores of the mutant "gen without its random id": their filters compare gen alone, so that whoever comes with the
 * recorded gen passes for the recorded registration.
 */

/** Persons whose registration is a gen and nothing more. */
export class GenAlonePersons extends MemoryPersonStore {
  constructor(
    private readonly truth: MemoryDatabase,
    clock: Clock,
  ) {
    super(truth, clock);
  }

  override enqueue(holder: Registration, entry: QueueEntry): Promise<PersonRecord | undefined> {
    return super.enqueue(recorded(this.truth, holder), entry);
  }

  override dequeue(holder: Registration): Promise<boolean> {
    return super.dequeue(recorded(this.truth, holder));
  }

  override setTakeBreak(holder: Registration, takeBreak: boolean): Promise<boolean> {
    return super.setTakeBreak(recorded(this.truth, holder), takeBreak);
  }

  override enter(holder: Registration, roomId: RoomId): Promise<boolean> {
    return super.enter(recorded(this.truth, holder), roomId);
  }
}

/** Rooms in which a gen acts, whoever has it. */
export class GenAloneRooms extends MemoryRoomStore {
  constructor(
    private readonly truth: MemoryDatabase,
    clock: Clock,
  ) {
    super(truth, clock);
  }

  override resume(roomId: RoomId, resume: Resume): Promise<RoomRecord | 'fenced' | undefined> {
    return super.resume(roomId, { ...resume, actor: this.#acting(roomId, resume.slot, resume.actor) });
  }

  override hold(roomId: RoomId, slot: Slot, actor: Actor, held: StreamRecord): Promise<RoomRecord | undefined> {
    return super.hold(roomId, slot, this.#acting(roomId, slot, actor), held);
  }

  override setReceived(roomId: RoomId, slot: Slot, actor: Actor, received: Cursor): Promise<boolean> {
    return super.setReceived(roomId, slot, this.#acting(roomId, slot, actor), received);
  }

  override end(
    roomId: RoomId,
    end: EndRecord,
    judged?: { readonly slot: Slot; readonly actor: Actor },
  ): Promise<RoomRecord | 'fenced' | undefined> {
    if (judged === undefined) return super.end(roomId, end);
    return super.end(roomId, end, { ...judged, actor: this.#acting(roomId, judged.slot, judged.actor) });
  }

  #acting(roomId: RoomId, slot: Slot, actor: Actor): Actor {
    const acting = memoryRooms(this.truth).get(roomId)?.room.actors[slot];
    return acting?.gen === actor.gen ? acting : actor;
  }
}

/** Pairs whose people still wait under their gen. */
export class GenAlonePairing extends MemoryPairingStore {
  constructor(
    private readonly truth: MemoryDatabase,
    clock: Clock,
  ) {
    super(truth, clock);
  }

  override commit(pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]> {
    const disguised = pairs.map((pair) => {
      const [left, right] = pair.holders;
      return { ...pair, holders: [recorded(this.truth, left), recorded(this.truth, right)] as const };
    });
    return super.commit(disguised, now);
  }
}

function recorded(truth: MemoryDatabase, holder: Registration): Registration {
  const person = memoryPersons(truth).get(holder.publicId)?.person;
  return person?.gen === holder.gen ? { ...holder, reg: person.reg } : holder;
}
