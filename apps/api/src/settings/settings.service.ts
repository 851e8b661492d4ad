import type { Limits, RuntimeLimits, Settings, SettingsDraft, SiteSettings } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { SettingsStore, StoredSettings } from './settings-store.port.js';

/** What the service is made of. */
export interface SettingsParts {
  readonly store: SettingsStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What holds where operators have set nothing: the configuration. */
  readonly configured: Limits;
  readonly peopleMax: number;
  /** Called after each change, and when stored settings were read. */
  readonly changed: (site: SiteSettings) => void;
}

/** What operators may change while people talk. */
export class SettingsService {
  #now: Settings;
  /** The limits as they are now, for everybody who would otherwise copy them from the configuration. */
  readonly limits: Limits;

  constructor(private readonly parts: SettingsParts) {
    const { configured, peopleMax } = parts;
    const { textsPerSecond, textsBurst, textsPerMinute } = configured;
    const limits = { textsPerSecond, textsBurst, textsPerMinute, peopleMax };
    this.#now = { revision: 0, queue: 'open', limits, guidelinesVersion: 1 };
    this.limits = liveLimits(configured, () => this.#now.limits);
  }

  /** Takes up what was set before. To be called before the first connection. */
  async load(): Promise<void> {
    const stored = await this.parts.store.read();
    if (stored !== undefined) this.#take(stored);
  }

  /** Takes up what operators have changed on another server, or in the database. */
  async follow(): Promise<void> {
    const stored = await this.parts.store.read();
    if (stored !== undefined && stored.revision > this.#now.revision) this.#take(stored);
  }

  get current(): Settings {
    return this.#now;
  }

  get peopleMax(): number {
    return this.#now.limits.peopleMax;
  }

  site(): SiteSettings {
    const { queue, notice, guidelinesVersion } = this.#now;
    return { queue, guidelinesVersion, ...(queue === 'closed' && notice !== undefined && { notice }) };
  }

  /** Undefined: somebody has changed them since that revision. */
  async change(draft: SettingsDraft, by: string): Promise<Settings | undefined> {
    const next: StoredSettings = {
      ...draft,
      revision: draft.revision + 1,
      changedAt: this.parts.clock.now(),
      changedBy: by,
    };
    if (!(await this.parts.store.write(next))) {
      await this.load();
      return undefined;
    }
    this.parts.log.info('settings-changed', { revision: next.revision, queue: next.queue });
    this.#take(next);
    return this.#now;
  }

  #take(settings: Settings): void {
    this.#now = settings;
    this.parts.changed(this.site());
  }
}

/** Own, enumerable getters: what is sent to clients in register is always what holds. */
function liveLimits(configured: Limits, current: () => RuntimeLimits): Limits {
  return {
    ...configured,
    get textsPerSecond() {
      return current().textsPerSecond;
    },
    get textsBurst() {
      return current().textsBurst;
    },
    get textsPerMinute() {
      return current().textsPerMinute;
    },
  };
}
