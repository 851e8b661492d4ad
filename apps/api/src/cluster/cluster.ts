import type { LeaseStore } from '../platform/lease/server-lease.js';
import type { ServerNote, ServerRegistry } from './server-registry.port.js';

/** What a server needs to know of others on the same database; all of it is in that database. */
export interface ClusterPorts {
  readonly registry: ServerRegistry;
  /** Who looks after the people of dead servers. */
  readonly caretaker: LeaseStore;
  /** This server, by the id that its registrations carry. */
  readonly own: ServerNote;
}
