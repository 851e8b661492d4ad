import type { Act, Fault } from './plan';

type Weights<K extends string> = Readonly<Partial<Record<K, number>>>;

/** A kind of run: who takes part, on which servers, and what befalls them how often. */
export interface Family {
  readonly name: string;
  readonly servers: number;
  /** How many people, by likelihood. */
  readonly people: Readonly<Record<string, number>>;
  readonly acts: Weights<Act>;
  readonly faults: Weights<Fault>;
  /** The database may lose what it had acknowledged: then invariant I1 asks for a line, not for the text. */
  readonly losesData: boolean;
}

const TALK: Weights<Act> = {
  say: 26,
  burst: 1,
  like: 2,
  typing: 1,
  leave: 0.25,
  next: 0.35,
  join: 0.7,
  cancel: 0.1,
  break: 0.1,
};
const ENDING: Weights<Act> = { ...TALK, leave: 1.4, next: 2.2, join: 2, cancel: 0.3 };

const NETWORK: Weights<Fault> = {
  cut: 6,
  'long-cut': 0.7,
  'half-open': 4,
  'kill-link': 5,
  'slow-line': 2,
  'network-event': 1,
  reload: 3,
  crash: 1,
  sleep: 0.7,
};

const BROWSER: Weights<Fault> = {
  cut: 3,
  'half-open': 2,
  'kill-link': 3,
  'slow-line': 1,
  reload: 5,
  crash: 4,
  sleep: 1.5,
  'close-tab': 1,
  'power-cut': 4,
  'wipe-store': 1.5,
  'duplicate-tab': 4,
  'clock-jump': 2,
  'store-failure': 0.3,
};

const SERVER: Weights<Fault> = {
  cut: 3,
  'half-open': 2,
  'kill-link': 2,
  reload: 2,
  crash: 1,
  'kill-server': 6,
  'freeze-server': 6,
  'drain-server': 2,
  'slow-database': 2,
  'database-errors': 3,
  'database-down': 1.5,
};

const ENDS: Weights<Fault> = {
  cut: 5,
  'long-cut': 3,
  'half-open': 3,
  'kill-link': 3,
  reload: 2,
  crash: 2,
  'close-tab': 1,
  'duplicate-tab': 1,
  'kill-server': 3,
  'freeze-server': 2,
  'slow-database': 2,
  'database-errors': 2,
};

/** Much liking and unliking, under whatever moves, doubles or delays an entry. */
const FOND: Weights<Act> = { ...TALK, say: 18, burst: 3, like: 18 };
const TANGLED: Weights<Fault> = { ...NETWORK, ...BROWSER, 'kill-server': 2, 'freeze-server': 2, 'database-errors': 2 };

/** Words and the end at the same moment, over a slow database. */
const LAST_WORDS: Weights<Fault> = { 'slow-database': 5, cut: 1, 'kill-link': 1, reload: 1, 'network-event': 0.5 };
const PARTING: Weights<Act> = { say: 14, burst: 2, leave: 1.2, next: 1.2 };

const CLUSTER: Weights<Fault> = {
  ...SERVER,
  'kill-link': 6,
  'freeze-server': 8,
  'lose-hints': 4,
  'duplicate-tab': 2,
  'power-cut': 1,
  'clock-jump': 1,
};

const LOSS: Weights<Fault> = {
  cut: 3,
  'half-open': 2,
  'kill-link': 3,
  reload: 3,
  crash: 2,
  'kill-server': 2,
  'freeze-server': 1.5,
  'lose-tail': 2,
  'older-copy': 2,
  'wipe-database': 0.6,
  'database-errors': 1,
  'duplicate-tab': 1,
};

/** An author's store falls back while the partner is away, and then the database does. */
const MOVES: Weights<Fault> = {
  cut: 5,
  'long-cut': 1,
  'half-open': 2,
  'power-cut': 5,
  'wipe-store': 1,
  'lose-tail': 4,
  'kill-server': 1,
};

const ALL: Weights<Fault> = {
  ...CLUSTER,
  ...NETWORK,
  'long-cut': 1,
  'close-tab': 1,
  'power-cut': 2,
  'wipe-store': 0.7,
  'duplicate-tab': 2,
  'clock-jump': 1,
  'lose-tail': 0.8,
  'older-copy': 0.6,
  'wipe-database': 0.2,
};

/** The pool that several servers share is emptied or out of reach, and hints of pairs are lost. */
const QUEUE: Weights<Fault> = {
  'forget-matcher': 6,
  'matcher-away': 4,
  'lose-hints': 5,
  'freeze-server': 3,
  'kill-server': 2,
  'database-errors': 1,
  cut: 3,
  'kill-link': 2,
  reload: 2,
};
const MEETING: Weights<Act> = { ...TALK, leave: 1.5, next: 3, join: 4, cancel: 0.8 };

const CROWD = { 4: 3, 5: 2, 6: 3 };
const TWO = { 2: 7, 3: 1, 4: 2 };
const MORE = { 2: 3, 3: 2, 4: 4, 5: 1 };

/** Every family, by name. */
export const FAMILIES: readonly Family[] = [
  { name: 'network', servers: 1, people: TWO, acts: TALK, faults: NETWORK, losesData: false },
  { name: 'browser', servers: 1, people: TWO, acts: TALK, faults: BROWSER, losesData: false },
  { name: 'server', servers: 1, people: TWO, acts: TALK, faults: SERVER, losesData: false },
  { name: 'ends', servers: 1, people: MORE, acts: ENDING, faults: ENDS, losesData: false },
  { name: 'last-words', servers: 1, people: TWO, acts: PARTING, faults: LAST_WORDS, losesData: false },
  { name: 'likes', servers: 1, people: TWO, acts: FOND, faults: TANGLED, losesData: false },
  { name: 'cluster', servers: 2, people: TWO, acts: TALK, faults: CLUSTER, losesData: false },
  { name: 'cluster-ends', servers: 2, people: MORE, acts: ENDING, faults: { ...CLUSTER, ...ENDS }, losesData: false },
  { name: 'cluster-queue', servers: 3, people: CROWD, acts: MEETING, faults: QUEUE, losesData: false },
  { name: 'loss', servers: 1, people: TWO, acts: TALK, faults: LOSS, losesData: true },
  { name: 'moves', servers: 1, people: TWO, acts: TALK, faults: MOVES, losesData: true },
  { name: 'all', servers: 2, people: MORE, acts: ENDING, faults: ALL, losesData: true },
];

/** The family of this name. @param servers another number of servers, for a family that has several */
export function familyNamed(name: string, servers?: number): Family {
  const family = FAMILIES.find((candidate) => candidate.name === name);
  if (family === undefined) {
    throw new Error(`no family ${name}; there are ${FAMILIES.map((known) => known.name).join(', ')}`);
  }
  return servers === undefined || family.servers === 1 ? family : { ...family, servers };
}
