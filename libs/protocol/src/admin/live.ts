import type { Role } from '../queue.js';
import type { QueueGate } from '../session.js';

/** What happens now. Pushed once a second by `GET /api/admin/live` (SSE, read with `fetch`: it takes the bearer token). */
export interface LiveFigures {
  readonly at: number;
  /** Open sockets. */
  readonly connections: number;
  /** People with a registration, here or within their leeway. */
  readonly online: number;
  /** Open conversations. */
  readonly rooms: number;
  readonly roles: Readonly<Record<Role, LiveRole>>;
  readonly entriesPerSecond: number;
  readonly requestsPerSecond: number;
  /** Requests refused with any code. */
  readonly refusalsPerSecond: number;
  /** Requests answered `internal` or `try-later`. */
  readonly faultsPerSecond: number;
  /** Half of the recent `room:send` were acknowledged within this, ms; absent while there were none. */
  readonly ackP50Ms?: number;
  readonly ackP99Ms?: number;
  /** 99th percentile of the event loop's delay over the last second, ms. */
  readonly eventLoopLagMs: number;
  readonly openReports: number;
  readonly openAppeals: number;
  readonly queue: QueueGate;
}

export interface LiveRole {
  readonly waiting: number;
  readonly online: number;
  readonly talking: number;
  readonly medianWaitMs?: number;
}

/** `GET /api/admin/overview`, and the first event (`overview`) of the live stream; later ones are `figures`. */
export interface Overview {
  readonly version: string;
  /** Server time of the start. */
  readonly startedAt: number;
  readonly persistence: 'mongodb' | 'embedded' | 'volatile';
  readonly now: LiveFigures;
  /** Oldest first, one every `HISTORY_EVERY_MS`, at most `HISTORY_POINTS`. */
  readonly history: readonly LiveFigures[];
  /** The last `DAYS_SHOWN` days, today last, as they were when the overview was asked for. Empty while the database can't say. */
  readonly days: readonly DayCount[];
}

/** Conversations that ended on one day. Figures only: which ones they were is not kept. */
export interface DayCount {
  /** In UTC, YYYY-MM-DD. */
  readonly day: string;
  /** Of those that really were conversations for the server: ones it had lost and could not confirm do not count. */
  readonly ended: number;
  /** Of those: ones in which a side said afterwards that it helped, whenever that was. */
  readonly thanked: number;
}

/** Days of thanks that the overview shows. */
export const DAYS_SHOWN = 14;

export const HISTORY_EVERY_MS = 5_000;
/** 30 minutes. */
export const HISTORY_POINTS = 360;
