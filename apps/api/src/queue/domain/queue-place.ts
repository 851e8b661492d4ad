import type { Counts, QueuePlace, Settled } from '@hearken/protocol';
import type { PlaceState } from '../../session/domain/person-state.js';
import type { PersonRecord, QueueEntry } from '../../session/person-store.port.js';

/** Where a record says that somebody in no room is. */
export function placeStateOf(record: PersonRecord): PlaceState {
  return record.queue === undefined
    ? { is: 'idle', joinFrom: record.joinFrom ?? 0 }
    : { is: 'queued', entry: record.queue };
}

/** How a queue stands for somebody who waits in it. */
export interface QueueStanding {
  readonly position: number;
  readonly counts: Counts;
  /** Nobody is paired for the moment. */
  readonly isPaused: boolean;
}

/** A queue place as its person is told. */
export function queuePlace(entry: QueueEntry, { position, counts, isPaused }: QueueStanding, now: number): QueuePlace {
  const { role, widen, enteredAt, opensAt } = entry;
  return {
    role,
    widen,
    enteredAt,
    position,
    waitedMs: Math.max(0, now - enteredAt),
    counts,
    ...(opensAt > now && { opensInMs: opensAt - now }),
    ...(isPaused && { isPaused }),
  };
}

/** How somebody in no queue is told, with the seconds left until they may join. */
export function idle({ joinFrom = 0 }: Pick<PersonRecord, 'joinFrom'>, now: number, isHeld: boolean): Settled {
  return {
    is: 'idle',
    ...(joinFrom > now ? { joinInMs: joinFrom - now } : {}),
    ...(isHeld ? { isHeld } : {}),
  };
}
