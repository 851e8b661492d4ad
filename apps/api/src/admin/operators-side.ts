import type { PublicId } from '@hearken/protocol';
import { AnnouncementService } from '../announcement/announcement.service.js';
import { AuditService } from '../audit/audit.service.js';
import { BanService } from '../ban/ban.service.js';
import { BrowserErrorService } from '../browser-error/browser-error.service.js';
import type { Config } from '../config/config.js';
import type { Core } from '../core.js';
import { DayCountService } from '../day-count/day-count.service.js';
import { OperatorService } from '../operator/operator.service.js';
import { OperatorTokens } from '../operator/tokens.js';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { repeat } from '../platform/repeat.js';
import { systemIds } from '../platform/system-ids.js';
import { ModerationService } from '../report/moderation.service.js';
import type { House } from '../session/house.port.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Storage } from '../storage/storage.js';

/** What operators decide on one server holds on the others this soon, ms. */
const FOLLOW_EVERY_MS = 2_000;

/** What the operators' side is made of. */
export interface OperatorsSideParts {
  readonly config: Config;
  readonly keys: readonly string[];
  readonly storage: Pick<Storage, 'forOperators' | 'persons' | 'reports'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The services of the operators, put together. The core is attached to them once it is there. */
export class OperatorsSide {
  readonly audit: AuditService;
  readonly operators: OperatorService;
  readonly announcements: AnnouncementService;
  readonly bans: BanService;
  readonly settings: SettingsService;
  readonly browserErrors: BrowserErrorService;
  readonly dayCounts: DayCountService;
  readonly moderation: ModerationService;
  /** What registering and joining have to know of all this. */
  readonly house: House;
  readonly #clock: Clock;
  readonly #log: Log;
  #core: Core | undefined;
  #stopFollowing: () => void = () => undefined;
  #limitsChanged: () => void = () => undefined;

  constructor({ config, keys, storage, clock, log }: OperatorsSideParts) {
    const stores = storage.forOperators;
    this.#clock = clock;
    this.#log = log;
    this.audit = new AuditService({ store: stores.audit, clock, ids: systemIds });
    this.operators = new OperatorService({
      store: stores.operators,
      tokens: new OperatorTokens(keys, clock),
      audit: this.audit,
      clock,
      log,
    });
    this.announcements = new AnnouncementService({ store: stores.announcements, clock, log });
    this.bans = new BanService({
      store: stores.bans,
      persons: storage.persons,
      clock,
      ids: systemIds,
      log,
      keys,
      expel: async (isMeant, notice) => this.#core?.sessions.expel(isMeant, notice),
    });
    this.settings = new SettingsService({
      store: stores.settings,
      clock,
      log,
      configured: config.limits,
      peopleMax: config.serverLimits.peopleMax,
      changed: () => {
        this.#settingsChanged();
      },
    });
    this.browserErrors = new BrowserErrorService({ store: stores.browserErrors, clock });
    this.dayCounts = new DayCountService({ store: stores.dayCounts, clock, log });
    this.moderation = new ModerationService({
      reports: storage.reports,
      bans: this.bans,
      announcements: this.announcements,
      audit: this.audit,
      clock,
      log,
      refreshHolds: async () => this.#core?.holds.refresh(),
    });
    this.house = {
      banOf: (marks) => this.bans.banOf(marks),
      owedTo: (guest, seen) => this.announcements.owedTo(guest, seen),
      site: () => this.settings.site(),
    };
  }

  /** Says who is here, and who counts by the limits. */
  attach(core: Core, limitsChanged: () => void): void {
    this.#core = core;
    this.#limitsChanged = limitsChanged;
    const roomOf = (publicId: PublicId) => core.live.ofMember(publicId)?.id;
    this.announcements.attach({
      all: () =>
        Array.from(core.sessions.seats.all(), ({ record, connection }) => ({
          publicId: record.publicId,
          role: record.queue?.role ?? record.role,
          roomId: roomOf(record.publicId),
          isHere: connection !== undefined,
        })),
      tell: (to, announcement) => {
        core.sessions.seats.push(to, 'sys:announcement', announcement);
      },
      takeBack: (to, id) => {
        core.sessions.seats.push(to, 'sys:withdrawn', { id });
      },
    });
  }

  /** Takes up what operators do on other servers of the database from now on, every FOLLOW_EVERY_MS. */
  async followOthers(): Promise<void> {
    const parts = { announcements: this.announcements, bans: this.bans, settings: this.settings };
    const follow = async (): Promise<void> => {
      for (const [name, part] of Object.entries(parts)) {
        try {
          await part.follow();
        } catch (cause) {
          // Asked again soon; what was decided stands in the database, and counts at every register.
          this.#log.warn('operators-not-followed', { name, cause: errorOf(cause) });
        }
      }
    };
    // What is there now is told to whoever registers.
    await follow();
    this.#stopFollowing = repeat(this.#clock, FOLLOW_EVERY_MS, follow);
  }

  stop(): void {
    this.#stopFollowing();
  }

  #settingsChanged(): void {
    this.#limitsChanged();
    const site = this.settings.site();
    for (const { record } of this.#core?.sessions.seats.all() ?? []) {
      this.#core?.sessions.seats.push(record.publicId, 'sys:settings', site);
    }
  }
}
