import type { ClusterPorts } from '../cluster/cluster.js';
import type { ServerLease } from '../platform/lease/server-lease.js';
import type { PersistenceName } from '../platform/observability/health-probe.js';
import type { PairingStore } from '../queue/pairing-store.port.js';
import type { ReportStore } from '../report/report-store.port.js';
import type { MessageStore } from '../room/message-store.port.js';
import type { RoomStore } from '../room/room-store.port.js';
import type { OperatorStores } from './operator-stores.js';
import type { PersonStore } from '../session/person-store.port.js';

/** One place where everything is kept, opened. */
export interface Storage {
  readonly persistence: PersistenceName;
  readonly persons: PersonStore;
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly reports: ReportStore;
  readonly pairing: PairingStore;
  readonly forOperators: OperatorStores;
  /** That this server is the only one here; absent where nothing else could reach it. */
  readonly lease?: ServerLease;
  /** What several servers on this database know of each other by it; absent where there can't be several. */
  readonly forCluster?: Omit<ClusterPorts, 'own'>;
  /** Removes what has expired, where nothing else does. */
  removeExpired?(): void;
  /** It answers; false within a few seconds where it does not. */
  isUp(): Promise<boolean>;
  /** To be called last, once. */
  close(): Promise<void>;
}
