import type { Census } from '../queue/domain/census.js';

/** One of the servers on a database, as it says of itself. */
export interface ServerNote {
  /** Random, one for each life of a process. */
  readonly id: string;
  /** Name of the machine, for operators. */
  readonly host: string;
  /** Who is there; absent until it has said so. */
  readonly census?: Census;
}

/**
 * The servers that share a database (collection `servers`). Times are the database's: no two machines' clocks are
 * compared.
 */
export interface ServerRegistry {
  /** Notes that a server lives, and will for `ms` from now. All that live, this one included. */
  beat(server: ServerNote, ms: number): Promise<readonly ServerNote[]>;
  /** A server has gone: its people are without one from now on. */
  retire(id: string): Promise<void>;
}
