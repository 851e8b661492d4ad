import type { People } from '../session/people.js';
import type { PersonRecord } from '../session/person-store.port.js';

/**
 * The database says more of somebody here than this server knew. A room that began and ended on other servers while their
 * hints were lost is unheard of, and words in it unread (I1): their page is told to ask. To be called before the record
 * is taken up.
 */
export function tellOfUnheardRoom(people: People, { publicId, reg, lastRoom }: PersonRecord): void {
  const person = people.get(publicId);
  // A register that is under way answers with it.
  if (person?.record.reg !== reg || lastRoom === undefined || !people.isAnswered(publicId)) return;
  if (person.record.lastRoom === lastRoom || person.record.room === lastRoom) return;
  person.connection?.push('room:changed', { roomId: lastRoom });
}
