import type { ClusterPorts } from '@api/cluster/cluster';
import { MemoryServerRegistry } from '@api/cluster/infra/memory-server-registry';
import type { LeaseHolder, LeaseStore } from '@api/platform/lease/server-lease';
import type { Process } from '../kernel/process';
import type { VirtualTime } from '../kernel/virtual-time';
import { gated } from './gated-stores';
import type { SimDatabase } from './sim-database';

/** A lease in the database, by the database's clock. */
class SimLease implements LeaseStore {
  #held: { readonly holder: LeaseHolder; readonly until: number } | undefined;

  constructor(private readonly time: VirtualTime) {}

  take(holder: LeaseHolder, ms: number): Promise<LeaseHolder> {
    const { now } = this.time;
    const other = this.#held !== undefined && this.#held.until > now && this.#held.holder.id !== holder.id;
    if (!other) this.#held = { holder, until: now + ms };
    return Promise.resolve(this.#held?.holder ?? holder);
  }

  release(id: string): Promise<void> {
    if (this.#held?.holder.id === id) this.#held = undefined;
    return Promise.resolve();
  }
}

/** What the servers of a run know of each other: who lives, and who looks after the people of those that do not. */
export class SimCluster {
  readonly #registry: MemoryServerRegistry;
  readonly #lease: SimLease;

  constructor(private readonly database: SimDatabase) {
    const { time } = database;
    this.#registry = new MemoryServerRegistry({ now: () => time.now });
    this.#lease = new SimLease(time);
  }

  /** The same for one life of a server: each question is one to the database. */
  portsOf(process: Process, id: string): ClusterPorts {
    const gate = <T extends object>(store: T): T => gated(store, this.database, process, nobodyWatches);
    return { registry: gate(this.#registry), caretaker: gate(this.#lease), own: { id, host: 'simulated' } };
  }
}

function nobodyWatches(): void {
  // The oracle looks at people, rooms and texts.
}
