import type { Counts, QueuePlace, Settled } from '@hearken/protocol';
import type { PlaceState } from '../../session/domain/person-state.js';
import type { PersonRecord, QueueEntry } from '../../session/person-store.port.js';

/** Where a record says that somebody in no room is. */
export function placeStateOf(record: PersonRecord): PlaceState {
  return record.queue === undefined
    ? { is: 'idle', joinFrom: record.joinFrom ?? 0 }
    : { is: 'queued', entry: record.queue };
}

/** A queue place as its person is told. */
export function queuePlace(entry: QueueEntry, position: number, counts: Counts, now: number): QueuePlace {
  const { role, widen, enteredAt, opensAt } = entry;
  const place = { role, widen, enteredAt, position, waitedMs: Math.max(0, now - enteredAt), counts };
  return opensAt > now ? { ...place, opensInMs: opensAt - now } : place;
}

/** How somebody in no queue is told, with the seconds left until they may join. */
export function idle({ joinFrom = 0 }: Pick<PersonRecord, 'joinFrom'>, now: number, isHeld: boolean): Settled {
  return {
    is: 'idle',
    ...(joinFrom > now ? { joinInMs: joinFrom - now } : {}),
    ...(isHeld ? { isHeld } : {}),
  };
}
