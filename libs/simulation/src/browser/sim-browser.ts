import type { Hearken } from '@web/client/hearken-client-api';
import { HearkenClient } from '@web/client/hearken-client';
import type { TabRecord } from '@web/client/browser-stores';
import type { LogRules } from '@web/conversation/log-rules';
import { BASE64URL, Chance } from '../kernel/chance';
import { Process } from '../kernel/process';
import type { VirtualTime } from '../kernel/virtual-time';
import { Line } from '../network/line';
import { SimTransport, type Servers, type Wires } from '../network/sim-transport';
import { EPOCH_MS } from '../run/epoch';
import { SimDisk } from './sim-disk';
import { SimStore } from './sim-store';

/** What all browsers of a run share. */
export interface BrowserWorld {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly servers: Servers;
  readonly wires: Wires;
  readonly rules: Partial<LogRules>;
  /** A view has changed. */
  readonly watch: (tab: Tab) => void;
  /** Line or tabs of this browser have changed. */
  readonly reachChanged: (browser: SimBrowser) => void;
  /** The browser has stored an entry. */
  readonly stored: (browser: SimBrowser, nonce: string) => void;
}

/** Ended conversations stay on the screen for the oracle to read. */
const ENDED_KEPT = 50;

/** One person's browser: a line, a disk, a device key, and the tabs of this one person. */
export class SimBrowser {
  readonly line: Line;
  readonly disk: SimDisk;
  readonly tabs: Tab[] = [];
  /** What the browser's clock is off by, ms. */
  skewMs = 0;
  deviceKey: string | undefined;
  /** The one tab that stays when a run ends. */
  kept: Tab | undefined;

  constructor(
    readonly name: string,
    readonly world: BrowserWorld,
  ) {
    this.line = new Line(world.time, new Chance(world.seed, `line ${name}`), () => {
      world.reachChanged(this);
    });
    this.disk = this.newDisk();
  }

  now(): number {
    return Math.floor(EPOCH_MS + this.skewMs + this.world.time.now);
  }

  /** Opens a tab: a new one, a restored one, or, with the record of another, a duplicate. */
  open(record: TabRecord | undefined): Tab {
    const tab = new Tab(this, record, new Chance(this.world.seed, `tab ${this.name} ${String(this.tabs.length)}`));
    this.tabs.push(tab);
    tab.load();
    return tab;
  }

  newDisk(): SimDisk {
    return new SimDisk(
      () => this.now(),
      (nonce) => {
        this.world.stored(this, nonce);
      },
    );
  }
}

/** One tab: what a page load makes lives in `client`; `record` is its sessionStorage. */
export class Tab {
  process: Process;
  client: Hearken | undefined;

  constructor(
    readonly browser: SimBrowser,
    public record: TabRecord | undefined,
    private readonly chance: Chance,
  ) {
    this.process = new Process(browser.world.time, chance);
  }

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  /** The page is loaded; it starts from what the stores hold. */
  load(): void {
    if (this.client !== undefined) return;
    const { browser, chance } = this;
    const { world } = browser;
    this.process = new Process(world.time, chance);
    const { process } = this;
    const client: Hearken = new HearkenClient(
      {
        transport: new SimTransport(world.servers, world.wires, browser.line, process),
        store: new SimStore(browser.disk, process, chance),
        fallbackStore: new SimStore(browser.newDisk(), process, chance),
        tab: this.#tabStore(process),
        device: {
          read: () => browser.deviceKey,
          write: (key) => {
            browser.deviceKey = key;
          },
          clear: () => {
            browser.deviceKey = undefined;
          },
        },
        // Nobody is anywhere in a simulation.
        place: { read: () => 'hidden', write: () => undefined, utcOffsetMinutes: () => 0 },
        clock: {
          now: () => browser.now(),
          setTimeout: (run, ms) => process.setTimeout(run, ms),
          clearTimeout: (handle) => {
            process.clearTimeout(handle);
          },
        },
        random: { next: () => chance.next() },
        ids: { nonce: () => chance.text(22, BASE64URL), store: () => chance.text(43, BASE64URL) },
      },
      { appVersion: 'simulation', endedKept: ENDED_KEPT, rules: world.rules },
    );
    this.client = client;
    client.subscribe(() => {
      if (process.state !== 'dead') world.watch(this);
    });
    client.start();
    world.reachChanged(browser);
  }

  /** The page is gone: closed, crashed or (`isSilent`) without power. Its sessionStorage may come back. */
  die(isSilent: boolean): void {
    if (this.client === undefined) return;
    this.process.kill();
    this.client = undefined;
    this.browser.world.reachChanged(this.browser);
    const { wires } = this.browser.world;
    for (const wire of wires.living()) if (wire.link.belongsTo(this.process)) wire.clientDied(isSilent);
  }

  /** The laptop's lid is closed. */
  freeze(): void {
    this.process.freeze();
    this.browser.world.reachChanged(this.browser);
  }

  wake(): void {
    this.process.wake();
    this.browser.world.reachChanged(this.browser);
  }

  #tabStore(process: Process): { read: () => TabRecord | undefined; write: (record: TabRecord) => void } {
    return {
      read: () => this.record,
      write: (record) => {
        if (process.state !== 'dead') this.record = record;
      },
    };
  }
}
