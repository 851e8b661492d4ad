import type { Role } from './queue.js';

/** What anybody may know over HTTP: figures, and nobody's anything. */

/** Who is here for one role. */
export interface RoleStats {
  /** People here who wait or talk in this role. */
  readonly online: number;
  readonly waiting: number;
  /** People here who are in a conversation. */
  readonly talking: number;
  /** Median of the recent waits, ms; absent while there is no data. */
  readonly medianWaitMs?: number;
}

/** Answer of `GET /stats`. Up to STATS_MAX_AGE_MS old. */
export interface Stats {
  /** Version of the server. */
  readonly version: string;
  /** Seconds since the server's process started. */
  readonly uptimeSeconds: number;
  /** Everybody who is here, also those who neither wait nor talk. */
  readonly online: number;
  readonly waiting: number;
  readonly talking: number;
  /** Median of the recent waits of all roles, ms; absent while there is no data. */
  readonly medianWaitMs?: number;
  readonly roles: Readonly<Record<Role, RoleStats>>;
}
