import { LEEWAY_AFTER_OUTAGE_MS, SYNC_EVERY_MS } from '@hearken/protocol';
import type { SimServer } from '../server/sim-server';
import type { World } from '../run/world';
import type { Fault, PlanItem } from './plan';

/** How often someone looks whether a server that should run again can be started, ms. */
const WATCH_MS = 250;

export type ServerFault = Extract<
  Fault,
  | 'kill-server'
  | 'freeze-server'
  | 'drain-server'
  | 'slow-database'
  | 'database-errors'
  | 'database-down'
  | 'lose-tail'
  | 'older-copy'
  | 'wipe-database'
  | 'lose-hints'
  | 'forget-matcher'
  | 'matcher-away'
>;

type Perform = (world: World, item: PlanItem) => void;

/** What each fault of servers, database and hints does. */
export const SERVER_FAULTS: Readonly<Record<ServerFault, Perform>> = {
  'kill-server': (world, item) => {
    const server = serverOf(world, item);
    server.kill(item.x[1] < 0.15);
    restart(world, server, 200 + item.x[0] * 5_000);
  },
  'freeze-server': (world, item) => {
    const server = serverOf(world, item);
    const ms = 200 + item.x[0] ** 2 * 20_000;
    world.disturbances.add(world.time.now, world.time.now + ms);
    server.freeze();
    world.time.after(ms, () => {
      server.wake();
    });
  },
  'drain-server': (world, item) => {
    const server = serverOf(world, item);
    server.drain();
    restart(world, server, 200 + item.x[0] * 3_000);
  },
  'slow-database': (world, item) => {
    const { database } = world;
    const before = world.plan.databaseMs;
    database.latencyMs = 100 + item.x[1] ** 2 * 3_000;
    during(world, 500 + item.x[0] * 5_000, () => {
      database.latencyMs = before;
    });
  },
  'database-errors': (world, item) => {
    const { database } = world;
    database.failureRate = 0.1 + item.x[1] * 0.6;
    during(world, 200 + item.x[0] * 4_000, () => {
      database.failureRate = 0;
    });
  },
  'database-down': (world, item) => {
    world.database.goDown();
    during(world, 200 + item.x[0] * 6_000, () => {
      world.database.comeUp();
    });
  },
  'lose-tail': (world, item) => {
    noteLoss(world);
    world.database.loseTail(1 + Math.floor(item.x[0] ** 2 * 30));
  },
  'older-copy': (world, item) => {
    noteLoss(world);
    stopAll(world, item);
    world.database.loseTail(1 + Math.floor(item.x[1] ** 2 * 60));
  },
  'wipe-database': (world, item) => {
    noteLoss(world);
    if (item.x[2] < 0.6) stopAll(world, item);
    world.database.wipe();
  },
  'forget-matcher': (world) => {
    world.matcher?.forget();
  },
  'matcher-away': (world, item) => {
    world.matcher?.goAway();
    // Often it comes back empty.
    if (item.x[1] < 0.5) world.matcher?.forget();
    during(world, 200 + item.x[0] * 10_000, () => {
      world.matcher?.comeBack();
    });
  },
  'lose-hints': (world, item) => {
    const { hints } = world;
    hints.lossRate = 0.3 + item.x[1] * 0.7;
    during(world, 1_000 + item.x[0] * 15_000, () => {
      hints.lossRate = 0;
      if (item.x[2] < 0.3) hints.tellMissed();
    });
  },
};

/** Everything that is down or frozen runs again. */
export function healServers(world: World): void {
  const { database, hints, plan } = world;
  database.comeUp();
  database.failureRate = 0;
  database.latencyMs = Math.min(plan.databaseMs, 5);
  hints.lossRate = 0;
  world.matcher?.comeBack();
  for (const server of world.servers) {
    server.wake();
    restart(world, server, 0);
  }
}

function serverOf(world: World, item: PlanItem): SimServer {
  const server = world.servers[item.who % world.servers.length];
  if (server === undefined) throw new Error('no servers');
  return server;
}

function stopAll(world: World, item: PlanItem): void {
  for (const server of world.servers) {
    server.kill(false);
    restart(world, server, 200 + item.x[0] * 4_000);
  }
}

/** A lost tail is found by the slow sync, and a claim on a lost room then waits for the other member. */
function noteLoss(world: World): void {
  world.disturbances.add(world.time.now, world.time.now + SYNC_EVERY_MS + LEEWAY_AFTER_OUTAGE_MS);
}

function restart(world: World, server: SimServer, ms: number): void {
  const from = world.time.now;
  const watch = (): void => {
    server.start();
    if (server.isListening) world.disturbances.add(from, world.time.now);
    else world.time.after(WATCH_MS, watch);
  };
  world.time.after(ms, watch);
}

function during(world: World, ms: number, over: () => void): void {
  world.disturbances.add(world.time.now, world.time.now + ms);
  world.time.after(ms, over);
}
