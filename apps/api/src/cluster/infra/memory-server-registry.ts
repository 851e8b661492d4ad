import type { Clock } from '../../platform/clock.js';
import type { ServerNote, ServerRegistry } from '../server-registry.port.js';

/** The registry of servers that live in one process: of a test, or of a simulation. */
export class MemoryServerRegistry implements ServerRegistry {
  readonly #servers = new Map<string, { readonly note: ServerNote; readonly until: number }>();

  /** @param clock the database's: the same for all servers */
  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  beat(note: ServerNote, ms: number): Promise<readonly ServerNote[]> {
    const now = this.clock.now();
    this.#servers.set(note.id, { note, until: now + ms });
    return Promise.resolve([...this.#servers.values()].filter(({ until }) => until > now).map(({ note }) => note));
  }

  retire(id: string): Promise<void> {
    this.#servers.delete(id);
    return Promise.resolve();
  }
}
