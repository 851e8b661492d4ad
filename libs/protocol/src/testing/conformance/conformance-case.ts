import type { Role } from '../../queue.js';
import type { Person } from './person.js';
import type { Pool, ServerUnderTest } from './server-under-test.js';
import type { Wire, WireOptions } from './wire.js';

/** What a case can use. Everything it opens is closed after it. */
export interface ConformanceContext {
  readonly server: ServerUnderTest;
  /** A socket that has not registered. */
  readonly wire: (options?: WireOptions) => Promise<Wire>;
  /** Somebody new, on a socket that has not registered. */
  readonly stranger: (name: string, options?: WireOptions) => Promise<Person>;
  /** Somebody new who has registered, in no queue. */
  readonly person: (name: string, options?: WireOptions) => Promise<Person>;
  /** alice and bob, paired: alice as `roles[0]`. Vent and listen by default. */
  readonly pair: (roles?: readonly [Role, Role]) => Promise<readonly [alice: Person, bob: Person]>;
  /** Pairs two people who have registered. */
  readonly meet: (alice: Person, bob: Person, roles?: readonly [Role, Role]) => Promise<void>;
  /**
   * Runs `action` while no other case has anybody in these pools; afterwards nobody of this case waits any more. Needed
   * by whatever puts somebody into a queue.
   */
  readonly alone: <T>(pools: readonly Pool[], action: () => Promise<T>) => Promise<T>;
}

/** One promise of the contract, to be tried on a running server. */
export interface ConformanceCase {
  readonly name: string;
  /** Which invariants of the design it looks at, `I1` to `I10`, or the section that promises it. */
  readonly invariant: string;
  /** How long it may take, ms, waiting for its turn included. Default 60 s. */
  readonly limitMs?: number;
  run(context: ConformanceContext): Promise<void>;
}
