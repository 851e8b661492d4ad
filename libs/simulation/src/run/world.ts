import type { PublicId, Role } from '@hearken/protocol';
import type { SimBrowser, Tab } from '../browser/sim-browser';
import type { Plan } from '../faults/plan';
import type { VirtualTime } from '../kernel/virtual-time';
import type { Wires } from '../network/sim-transport';
import type { Reach } from '../oracle/reach';
import type { Witness } from '../oracle/witness';
import type { SimDatabase } from '../server/sim-database';
import type { SimHints } from '../server/sim-hints';
import type { SimMatcher } from '../server/sim-matcher';
import type { SimServer } from '../server/sim-server';
import type { Disturbances } from './disturbances';

/** One human being, with the one browser they use. */
export interface Human {
  readonly name: string;
  readonly role: Role;
  readonly browser: SimBrowser;
  readonly reach: Reach;
  /** Nonces of all texts their browser ever stored. */
  readonly held: Set<string>;
  publicId: PublicId | undefined;
  /** Virtual times at which other content stood under a number of theirs: an older store had come back. */
  readonly conflicts: number[];
  /** How often their store lost something. */
  storeLosses: number;
  /** Texts said so far, for their numbers. */
  said: number;
}

/** Everything of a run. */
export interface World {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly people: readonly Human[];
  readonly servers: readonly SimServer[];
  readonly database: SimDatabase;
  readonly hints: SimHints;
  /** The pool that several servers share. */
  readonly matcher?: SimMatcher;
  readonly wires: Wires;
  readonly witness: Witness;
  readonly disturbances: Disturbances;
  readonly trace: (line: () => string) => void;
}

/** The tabs of a person that are open and not frozen. */
export function liveTabs(human: Human): readonly Tab[] {
  return human.browser.tabs.filter((tab) => tab.isOpen && tab.process.state === 'running');
}
