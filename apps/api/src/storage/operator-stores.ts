import type { AnnouncementStore } from '../announcement/announcement-store.port.js';
import type { AuditStore } from '../audit/audit-store.port.js';
import type { BanStore } from '../ban/ban-store.port.js';
import type { BrowserErrorStore } from '../browser-error/browser-error-store.port.js';
import type { DayCountStore } from '../day-count/day-count-store.port.js';
import type { OperatorStore } from '../operator/operator-store.port.js';
import type { SettingsStore } from '../settings/settings-store.port.js';

/** Where the operators' side is kept. */
export interface OperatorStores {
  readonly announcements: AnnouncementStore;
  readonly audit: AuditStore;
  readonly bans: BanStore;
  readonly browserErrors: BrowserErrorStore;
  readonly dayCounts: DayCountStore;
  readonly operators: OperatorStore;
  readonly settings: SettingsStore;
}
