import { perDatabase } from '../../platform/memory/memory-database.js';
import type { PersonRecord } from '../person-store.port.js';

/** A person, and when they are forgotten. */
export interface PersonRow {
  readonly person: PersonRecord;
  /** Server time, ms. */
  readonly expiresAt: number;
}

/** The persons of a database, by public id. */
export const memoryPersons = perDatabase((database) =>
  database.addTable<PersonRow>({ expiryOf: ({ expiresAt }) => expiresAt }),
);
