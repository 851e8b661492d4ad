import type { PublicId } from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import type { Log } from '../platform/log.js';
import type { RoomRecord } from '../room/room-store.port.js';
import type { People } from '../session/people.js';
import type { PersonStore } from '../session/person-store.port.js';
import type { Matcher } from './matcher.port.js';
import type { PairingStore } from './pairing-store.port.js';
import type { QueueNeighbours } from './queue-neighbours.js';

/** What the queue service is made of. */
export interface QueueParts {
  readonly persons: PersonStore;
  readonly pairing: PairingStore;
  readonly matcher: Matcher;
  readonly people: People;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly rules: Pick<ServerRules, 'reassert'>;
  /** Two tabs of one device may be paired: then meetings between them count, too. The matcher is told the same. */
  readonly sameDeviceMayMeet: boolean;
  /** Whether a device meets nobody for now: its people wait in no queue. */
  readonly isHeld: (device: string) => boolean;
  /** Whether somebody is in an active room of this server. */
  readonly isPaired: (publicId: PublicId) => boolean;
  /** A room is durable: both are to be told. Before anything else is done for either of them. */
  readonly onPaired: (room: RoomRecord, hosts: Hosts) => void;
  /** Where several servers share the database. */
  readonly neighbours?: QueueNeighbours | undefined;
}

/** The servers that two people of a pair were put into the pool by, where that is another one. */
export type Hosts = ReadonlyMap<PublicId, string>;
