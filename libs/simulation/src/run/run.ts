import { act } from '../faults/acts';
import { BROWSER_FAULTS, healBrowsers, type BrowserFault } from '../faults/browser-faults';
import type { Family } from '../faults/families';
import { ACTS, type Act, type Plan, type PlanItem } from '../faults/plan';
import { SERVER_FAULTS, healServers, type ServerFault } from '../faults/server-faults';
import type { Finding } from '../oracle/finding';
import { likesApart } from '../oracle/likes';
import { WaitWatch, unrestOf } from '../oracle/rest';
import { judgeLogs } from '../oracle/verdict';
import { makeWorld, type Mutation } from './make-world';
import type { Human, World } from './world';

export interface RunOptions {
  readonly mutation?: Mutation;
  /** Hears what happens, line by line. */
  readonly trace?: (line: string) => void;
}

/** What a run showed. */
export interface RunReport {
  readonly seed: number;
  readonly family: string;
  /** Texts that were stored, and those of them that their authors were told are sent. */
  readonly texts: number;
  readonly told: number;
  /** Likes and their withdrawals that were stored. */
  readonly likes: number;
  readonly rooms: number;
  readonly faults: number;
  readonly events: number;
  /** Virtual time, ms. */
  readonly endedAt: number;
  readonly findings: readonly Finding[];
}

/** Everybody arrives within this long. */
const ARRIVALS_MS = 900;
/** After healing: tabs that were replaced take over; then a first look, one each second, and a last one. */
const TAKE_OVER_MS = 2_500;
const FIRST_LOOK_MS = 6_000;
/** A lost tail, a lost hint, and what another tab has left in the store, is found by the slow sync at the latest. */
const FIRST_LOOK_AFTER_SYNC_MS = 23_000;
const LOOK_EVERY_MS = 1_000;
const LAST_LOOK_MS = 90_000;
/** A run of more events than this does not end. */
const EVENTS_MAX = 400_000;

/** Runs a plan. The same plan gives the same report, event for event. */
export async function run(plan: Plan, family: Family, options: RunOptions = {}): Promise<RunReport> {
  const world = makeWorld(plan, family, options.mutation ?? {}, options.trace);
  for (const server of world.servers) server.start();
  world.people.forEach((human, i) => {
    arrive(world, human, i);
  });
  for (const item of plan.items) {
    world.time.at(item.at, () => {
      perform(world, item);
    });
  }
  world.time.at(plan.endsAt, () => {
    heal(world);
  });
  try {
    await world.time.run(EVENTS_MAX);
  } catch (error) {
    world.witness.found('stuck', error instanceof Error ? error.message : String(error));
  }
  return report(world, family);
}

function arrive(world: World, human: Human, i: number): void {
  const { plan, time } = world;
  time.at(50 + (ARRIVALS_MS * i) / plan.people, () => {
    human.browser.open(undefined).client?.join(human.role);
  });
}

function perform(world: World, item: PlanItem): void {
  const human = world.people[item.who % world.people.length];
  if (human === undefined) return;
  if (isAct(item.kind)) {
    act(world, human, item.kind, item);
    return;
  }
  world.trace(
    () => `*** ${item.kind} ${human.name} / server${String((item.who % world.servers.length) + 1)} ${String(item.x)}`,
  );
  if (item.kind in BROWSER_FAULTS) BROWSER_FAULTS[item.kind as BrowserFault](world, human, item);
  else SERVER_FAULTS[item.kind as ServerFault](world, item);
}

function isAct(kind: PlanItem['kind']): kind is Act {
  return (ACTS as readonly string[]).includes(kind);
}

/** All faults are over; when everything has come to rest, the logs are judged. */
function heal(world: World): void {
  const { time, database } = world;
  world.trace(() => '*** everything heals');
  healServers(world);
  healBrowsers(world);
  time.after(TAKE_OVER_MS, () => {
    takeOver(world);
  });
  const healedAt = time.now;
  const waits = new WaitWatch();
  const look = (): void => {
    takeOver(world);
    waits.look(world);
    const unrest =
      world.people.map(unrestOf).find((reason) => reason !== undefined) ?? likesApart(world) ?? waits.passedOver;
    if (unrest !== undefined && !waits.isLate && time.now < healedAt + LAST_LOOK_MS) {
      time.after(LOOK_EVERY_MS, look);
      return;
    }
    if (waits.isLate) world.witness.found('I8', `${waits.passedOver ?? ''} wait for each other`);
    else if (unrest !== undefined) world.witness.found('stuck', unrest);
    judgeLogs(world);
    time.stop();
  };
  const needsSync =
    database.losses > 0 ||
    world.servers.length > 1 ||
    world.people.some(({ browser, storeLosses }) => storeLosses > 0 || browser.tabs.length > 1);
  time.after(needsSync ? FIRST_LOOK_AFTER_SYNC_MS : FIRST_LOOK_MS, look);
}

function takeOver(world: World): void {
  for (const { browser } of world.people) {
    const client = browser.kept?.client;
    if (client?.state.connection.is === 'replaced') client.takeOver();
  }
}

function report(world: World, family: Family): RunReport {
  const { witness, plan, time } = world;
  const stored = witness.utterances.filter(({ state }) => state === 'stored');
  return {
    seed: plan.seed,
    family: family.name,
    texts: stored.length,
    told: stored.filter(({ toldSentAt }) => toldSentAt !== undefined).length,
    likes: witness.likes.count,
    rooms: witness.rooms.all.size,
    faults: plan.items.filter(({ kind }) => !isAct(kind)).length,
    events: time.ran,
    endedAt: time.now,
    findings: witness.findings,
  };
}
