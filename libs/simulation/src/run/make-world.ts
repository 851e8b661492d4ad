import type { ServerRules } from '@api/core-rules';
import type { LogRules } from '@web/conversation/log-rules';
import { SimBrowser, type BrowserWorld } from '../browser/sim-browser';
import type { Family } from '../faults/families';
import type { Plan } from '../faults/plan';
import { Chance } from '../kernel/chance';
import { VirtualTime } from '../kernel/virtual-time';
import { Wires } from '../network/sim-transport';
import { Reach } from '../oracle/reach';
import { Witness } from '../oracle/witness';
import { SimCluster } from '../server/sim-cluster';
import { SimDatabase } from '../server/sim-database';
import { SimHints } from '../server/sim-hints';
import { SimMatcher } from '../server/sim-matcher';
import { SimServer } from '../server/sim-server';
import { Disturbances } from './disturbances';
import type { Human, World } from './world';

/** Rules switched off, for a mutant. */
export interface Mutation {
  readonly browser?: Partial<LogRules>;
  readonly server?: Partial<ServerRules>;
}

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
/** Two servers' clocks may differ by this much either way, ms. */
const SERVER_SKEW_MS = 3_000;

/** Everything of a run before anything has happened. */
export function makeWorld(plan: Plan, family: Family, mutation: Mutation, trace?: (line: string) => void): World {
  const { seed } = plan;
  const time = new VirtualTime();
  const witness = new Witness();
  const database = new SimDatabase(time, new Chance(seed, 'database'));
  database.latencyMs = plan.databaseMs;
  const hints = new SimHints(new Chance(seed, 'hints'));
  // One run in sixteen passes every payload through JSON, as a wire does; the others save the time.
  const wires = new Wires(seed % 16 === 0 ? throughJson : (value) => value);
  const isExclusive = family.servers === 1;
  const matcher = isExclusive ? {} : { matcher: new SimMatcher(time, new Chance(seed, 'matcher')) };
  const cluster = isExclusive ? {} : { cluster: new SimCluster(database) };
  const rules = mutation.server ?? {};
  const servers = Array.from({ length: family.servers }, (_, i) => {
    const chance = new Chance(seed, i < 2 ? 'skew' : `skew ${String(i)}`);
    const skewMs = i === 0 ? 0 : chance.between(-1, 1) * SERVER_SKEW_MS;
    const shared = { seed, database, hints, wires, witness, isExclusive, rules, ...matcher, ...cluster };
    return new SimServer(`server${String(i + 1)}`, shared, skewMs);
  });
  const people: Human[] = [];
  const browsers = browserWorld({ seed, time, wires, witness, rules: mutation.browser ?? {} }, servers, people);
  for (let i = 0; i < plan.people; i++) people.push(makeHuman(plan, i, browsers));
  const world: World = {
    plan,
    time,
    people,
    servers,
    database,
    hints,
    ...matcher,
    wires,
    witness,
    disturbances: new Disturbances(),
    trace: (line) => trace?.(`${(time.now / 1_000).toFixed(4).padStart(9)} ${line()}`),
  };
  witness.attach(world);
  return world;
}

function browserWorld(
  { seed, time, wires, witness, rules }: Pick<BrowserWorld, 'seed' | 'time' | 'wires' | 'rules'> & { witness: Witness },
  servers: readonly SimServer[],
  people: readonly Human[],
): BrowserWorld {
  const proxy = new Chance(seed, 'proxy');
  const humanOf = (browser: SimBrowser): Human | undefined => people.find((human) => human.browser === browser);
  return {
    seed,
    time,
    wires,
    rules,
    servers: {
      findListening: () => {
        const listening = servers.filter((server) => server.isListening);
        return listening.length === 0 ? undefined : proxy.pick(listening);
      },
    },
    watch: (tab) => {
      const human = humanOf(tab.browser);
      if (human !== undefined) witness.watch(tab, human);
    },
    reachChanged: (browser) => {
      const human = humanOf(browser);
      if (human !== undefined) witness.reachChanged(human);
    },
    stored: (browser, nonce) => humanOf(browser)?.held.add(nonce),
  };
}

function makeHuman(plan: Plan, i: number, browsers: BrowserWorld): Human {
  const name = NAMES[i % NAMES.length] ?? 'somebody';
  const browser = new SimBrowser(name, browsers);
  browser.line.latencyMs = plan.lineMs[i] ?? 20;
  const role = plan.isTalk ? 'talk' : i % 2 === 0 ? 'vent' : 'listen';
  return {
    name,
    role,
    browser,
    reach: new Reach(),
    held: new Set(),
    publicId: undefined,
    conflicts: [],
    storeLosses: 0,
    said: 0,
  };
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
