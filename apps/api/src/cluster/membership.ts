import type { Census } from '../queue/domain/census.js';
import type { ServerNote, ServerRegistry } from './server-registry.port.js';

/** A server says that it lives this often, ms. */
export const BEAT_EVERY_MS = 1_000;
/** Not heard for this long a server counts as dead, and its people are taken up by another one, ms. */
export const SERVER_DEAD_MS = 3 * BEAT_EVERY_MS;

/** Which servers live, as far as this one knows: as of its own last beat. */
export class Membership {
  #living: ReadonlySet<string> = new Set();
  #hasLost = false;
  #elsewhere: readonly Census[] = [];

  /** @param here who is on this server, told with each beat */
  constructor(
    private readonly registry: ServerRegistry,
    readonly own: ServerNote,
    private readonly here: () => Census,
  ) {}

  /** Says that this server lives, and learns which others do. Rejects when the database does not answer. */
  async beat(): Promise<void> {
    const notes = await this.registry.beat({ ...this.own, census: this.here() }, SERVER_DEAD_MS);
    const living = new Set(notes.map(({ id }) => id));
    this.#elsewhere = notes.flatMap(({ id, census }) => (id === this.own.id || census === undefined ? [] : [census]));
    for (const id of this.#living) if (!living.has(id)) this.#hasLost = true;
    this.#living = living;
  }

  isAlive(server: string): boolean {
    return this.#living.has(server);
  }

  get living(): readonly string[] {
    return [...this.#living];
  }

  /** Who is on each other server, as it said last. */
  get elsewhere(): readonly Census[] {
    return this.#elsewhere;
  }

  /** Whether a server has gone since this was asked last. */
  takeLoss(): boolean {
    const hasLost = this.#hasLost;
    this.#hasLost = false;
    return hasLost;
  }

  /** Others need not wait to notice. Never rejects. */
  async leave(): Promise<void> {
    await this.registry.retire(this.own.id).catch(() => undefined);
  }
}
