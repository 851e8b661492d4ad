import type { Announcement, QueueGate, SiteSettings } from '../session.js';

/** What is safe to change while people talk. */
export interface RuntimeLimits {
  readonly textsPerSecond: number;
  readonly textsBurst: number;
  /** Not below `textsBurst`. */
  readonly textsPerMinute: number;
  readonly peopleMax: number;
}

/** Body of `PUT /api/admin/settings`: all of it, with the `revision` it was read with. */
export interface SettingsDraft {
  /** `conflict` when somebody changed them meanwhile. */
  readonly revision: number;
  readonly queue: QueueGate;
  /** Shown where the queue is closed; needed then. */
  readonly notice?: string;
  readonly limits: RuntimeLimits;
  /** People accept the guidelines again when it is raised. */
  readonly guidelinesVersion: number;
}

/** `GET /api/admin/settings`. */
export interface Settings extends SettingsDraft {
  readonly changedAt?: number;
  readonly changedBy?: string;
}

/** `GET /api/notices`: for pages without a session. Cached 1 s. */
export interface SiteNotices extends SiteSettings {
  /** Server time of the answer, for countdowns. */
  readonly now: number;
  /** Audience `all`, still valid, oldest first. */
  readonly announcements: readonly Announcement[];
}
