import type { Tab } from '../browser/sim-browser';
import type { Human, World } from '../run/world';
import type { Fault, PlanItem } from './plan';
import type { ServerFault } from './server-faults';

export type BrowserFault = Exclude<Fault, ServerFault>;

type Perform = (world: World, human: Human, item: PlanItem) => void;

const HOUR_MS = 3_600_000;

/** What each fault of one person's line or browser does. */
export const BROWSER_FAULTS: Readonly<Record<BrowserFault, Perform>> = {
  cut: (world, human, item) => {
    cut(world, human, item, 50 + item.x[0] ** 2 * 9_900);
  },
  'long-cut': (world, human, item) => {
    cut(world, human, item, 9_000 + item.x[0] * 30_000);
  },
  'half-open': (world, { browser }, item) => {
    browser.line.cut([item.x[1] < 0.5 ? 'up' : 'down']);
    world.time.after(50 + item.x[0] ** 2 * 9_900, () => {
      browser.line.heal();
    });
  },
  'kill-link': (world, human, item) => {
    killLinks(world, human, item.x[0] < 0.4);
  },
  'slow-line': (world, { browser }, item) => {
    const before = browser.line.latencyMs;
    browser.line.latencyMs = 100 + item.x[1] ** 2 * 2_500;
    world.time.after(500 + item.x[0] * 7_000, () => {
      browser.line.latencyMs = Math.min(before, browser.line.latencyMs);
    });
  },
  'network-event': (world, human, item) => {
    const ms = 100 + item.x[0] ** 2 * 9_000;
    if (item.x[1] < 0.7) cut(world, human, item, ms);
    tellNetwork(human, false);
    world.time.after(ms, () => {
      tellNetwork(human, true);
    });
  },
  reload: (world, human, item) => {
    restoreLater(world, lastTab(human), false, 50 + item.x[0] ** 2 * 3_000);
  },
  crash: (world, human, item) => {
    restoreLater(world, lastTab(human), item.x[1] < 0.3, 300 + item.x[0] ** 2 * 8_000);
  },
  sleep: (world, human, item) => {
    const tabs = human.browser.tabs.filter((tab) => tab.isOpen);
    const ms = 300 + item.x[0] ** 2 * 30_000;
    for (const tab of tabs) tab.freeze();
    human.browser.line.cut(['up', 'down']);
    world.time.after(ms, () => {
      for (const tab of tabs) tab.wake();
      human.browser.line.heal();
    });
  },
  'close-tab': (world, human, item) => {
    restoreLater(world, lastTab(human), false, 2_000 + item.x[0] * 30_000);
  },
  'power-cut': (world, human, item) => {
    for (const tab of human.browser.tabs) tab.die(true);
    human.browser.line.cut(['up', 'down']);
    if (human.browser.disk.powerCut(Math.floor(item.x[1] * 9)) > 0) human.storeLosses++;
    world.time.after(500 + item.x[0] ** 2 * 8_000, () => {
      human.browser.line.heal();
      lastTab(human)?.load();
    });
  },
  'wipe-store': (world, human, item) => {
    const tab = lastTab(human);
    for (const open of human.browser.tabs) open.die(false);
    human.browser.disk.wipe();
    human.storeLosses++;
    world.time.after(100 + item.x[0] ** 2 * 5_000, () => tab?.load());
  },
  'duplicate-tab': (world, human) => {
    const tab = lastTab(human);
    if (tab?.isOpen === true && human.browser.tabs.length < 4) human.browser.open(tab.record);
  },
  'clock-jump': (world, { browser }, item) => {
    browser.skewMs += (item.x[0] - 0.5) * 2 * (item.x[1] < 0.1 ? 960 * HOUR_MS : HOUR_MS);
  },
  'store-failure': (world, human, item) => {
    const { disk } = human.browser;
    disk.failure = item.x[1] < 0.4 ? 'quota' : item.x[1] < 0.7 ? 'unavailable' : 'failed';
    human.storeLosses++;
    world.time.after(100 + item.x[0] * 3_000, () => {
      disk.failure = undefined;
    });
  },
};

/** Everybody comes back, each in one tab. */
export function healBrowsers(world: World): void {
  for (const human of world.people) {
    const { browser } = human;
    browser.line.latencyMs = Math.min(browser.line.latencyMs, 40);
    browser.line.heal();
    browser.disk.failure = undefined;
    const kept = browser.tabs.findLast((tab) => tab.isOpen) ?? browser.tabs.at(-1);
    for (const tab of browser.tabs) {
      tab.wake();
      if (tab !== kept) tab.die(false);
    }
    kept?.load();
    browser.kept = kept;
  }
}

/** The tab a person uses: the one opened last. */
export function lastTab(human: Human): Tab | undefined {
  return human.browser.tabs.findLast((tab) => tab.isOpen) ?? human.browser.tabs.at(-1);
}

function cut(world: World, human: Human, item: PlanItem, ms: number): void {
  const { line } = human.browser;
  line.cut(['up', 'down']);
  world.time.after(ms, () => {
    // Sometimes the address is another one afterwards: nothing of the old connections gets through.
    if (item.x[1] < 0.3) killLinks(world, human, true);
    line.heal();
  });
}

function killLinks(world: World, human: Human, isSilent: boolean): void {
  // However short: nobody hears anything over a link that is dead.
  if (human.reach.isReachable) {
    human.reach.note(world.time.now, false);
    human.reach.note(world.time.now, true);
  }
  for (const wire of world.wires.living()) {
    if (wire.line !== human.browser.line) continue;
    wire.up.break();
    wire.down.break();
    if (isSilent) continue;
    wire.link.lost();
    wire.socket.lost();
  }
}

function tellNetwork(human: Human, isOnline: boolean): void {
  for (const tab of human.browser.tabs) {
    tab.process.run(() => {
      tab.client?.networkChanged(isOnline);
    });
  }
}

function restoreLater(world: World, tab: Tab | undefined, isSilent: boolean, ms: number): void {
  if (tab?.isOpen !== true) return;
  tab.die(isSilent);
  world.time.after(ms, () => {
    tab.load();
  });
}
