import type { MemoryDatabase } from '@api/platform/memory/memory-database';
import type { PairOutcome, ProposedPair } from '@api/queue/pairing-store.port';
import { memoryRooms } from '@api/room/infra/memory-rooms';
import type { Actor, Resume } from '@api/room/room-store.port';
import { memoryPersons } from '@api/session/infra/memory-persons';
import type { Registration } from '@api/session/person-store.port';
import type { RoomId, Slot } from '@hearken/protocol';

/** A change made under a registration that is not the recorded one. */
function zombie(who: string, reg: string): string {
  return `a change of ${who} under registration ${reg} stands, and another one is recorded`;
}

/**
 * What is wrong with a step that has just been done (I4): whatever was changed in the name of a registration, the database
 * records that very registration, also where it has lost the gens that were given out.
 */
export function faultOfStep(
  truth: MemoryDatabase,
  method: string,
  args: readonly unknown[],
  result: unknown,
): string | undefined {
  if (result === undefined || result === false || result === 'fenced') return undefined;
  switch (method) {
    case 'enqueue':
    case 'dequeue':
    case 'setTakeBreak':
    case 'enter':
      return faultOfHolder(truth, args[0] as Registration);
    case 'commit':
      return faultOfPairs(truth, args[0] as readonly ProposedPair[], result as readonly PairOutcome[]);
    case 'resume': {
      const { slot, actor } = args[1] as Resume;
      return faultOfActor(truth, args[0] as RoomId, slot, actor);
    }
    case 'hold':
    case 'setReceived':
      return faultOfActor(truth, args[0] as RoomId, args[1] as Slot, args[2] as Actor);
    default:
      return undefined;
  }
}

function faultOfHolder(truth: MemoryDatabase, { publicId, reg }: Registration): string | undefined {
  return memoryPersons(truth).get(publicId)?.person.reg === reg ? undefined : zombie(publicId, reg);
}

function faultOfPairs(
  truth: MemoryDatabase,
  pairs: readonly ProposedPair[],
  outcomes: readonly PairOutcome[],
): string | undefined {
  const made = pairs.filter((_, i) => outcomes[i]?.is === 'paired');
  return made.flatMap(({ holders }) => holders.map((holder) => faultOfHolder(truth, holder))).find(isFault);
}

function faultOfActor(truth: MemoryDatabase, roomId: RoomId, slot: Slot, { reg }: Actor): string | undefined {
  const recorded = memoryRooms(truth).get(roomId)?.room.actors[slot].reg;
  return recorded === reg ? undefined : zombie(`slot ${slot} of ${roomId}`, reg);
}

function isFault(fault: string | undefined): fault is string {
  return fault !== undefined;
}
