import type { PublicId, Role } from '@hearken/protocol';
import type { Match, Waiting } from '../matcher.port.js';
import type { Interaction } from '../pairing-store.port.js';
import { Acquaintances } from './acquaintances.js';
import { Lobby } from './lobby.js';
import type { MatcherOptions } from './matcher-options.js';
import { pairChanged, reuniteChanged, type Pair, type PairingView } from './pairing.js';
import { RankedTree } from './ranked-tree.js';
import { byTurn, byWakeTime, turningPoints, type Waiter } from './waiter.js';

/** The place of somebody who was taken out to be paired, in case they come back. */
interface Arrival {
  readonly enteredAt: number;
  readonly arrival: number;
}

/**
 * Everybody who waits. Joining, leaving and a position cost O(log n); pairing costs only for those for whom something
 * changed since the last time: their own doing, their presence, the passing of time, or a tab that stood before them.
 */
export class Pool {
  readonly #options: MatcherOptions;
  readonly #acquaintances = new Acquaintances();
  readonly #lobby: Lobby;
  readonly #waiters = new Map<PublicId, Waiter>();
  /** All who wait, by role: what positions are counted in. */
  readonly #queues: Readonly<Record<Role, RankedTree<Waiter>>>;
  readonly #wakes = new RankedTree<Waiter>(byWakeTime);
  readonly #changed = new Set<Waiter>();
  /** Who waits under a key of {@link Acquaintances}. */
  readonly #byKey = new Map<string, Set<Waiter>>();
  readonly #arrivals = new Map<PublicId, Arrival>();
  #arrived = 0;

  constructor(options: MatcherOptions) {
    this.#options = options;
    this.#lobby = new Lobby(options);
    const queue = (): RankedTree<Waiter> => new RankedTree<Waiter>(byTurn);
    this.#queues = { vent: queue(), listen: queue(), talk: queue() };
  }

  put(person: Waiting, met: readonly Interaction[]): void {
    const id = person.holder.publicId;
    const before = this.#waiters.get(id);
    if (before !== undefined) this.#drop(before);
    const arrival = this.#arrivalOf(person);
    const waiter: Waiter = { person, arrival, isOpen: false, isWide: false, wakeAt: undefined };
    this.#arrivals.set(id, { enteredAt: person.entry.enteredAt, arrival });
    this.#waiters.set(id, waiter);
    this.#queues[person.entry.role].insert(waiter);
    for (const key of this.#keysOf(person)) {
      if (this.#acquaintances.hold(key, met)) this.#lookAgain(key);
      const sharing = this.#byKey.get(key) ?? new Set();
      this.#byKey.set(key, sharing.add(waiter));
    }
    this.#changed.add(waiter);
  }

  setPresent(publicId: PublicId, present: boolean): void {
    const waiter = this.#waiters.get(publicId);
    if (waiter === undefined || waiter.person.present === present) return;
    waiter.person = { ...waiter.person, present };
    this.#changed.add(waiter);
  }

  remove(publicId: PublicId): void {
    this.#arrivals.delete(publicId);
    const waiter = this.#waiters.get(publicId);
    if (waiter !== undefined) this.#drop(waiter);
  }

  met(left: string, right: string, at: number): void {
    this.#acquaintances.met(left, right, at);
    // The oldest meeting may have been forgotten for it, and is no longer one of the last few.
    this.#lookAgain(left);
    this.#lookAgain(right);
  }

  blocked(left: string, right: string, at: number): void {
    this.#acquaintances.blocked(left, right, at);
    // Whom the relax rule may bring together depends on who was met last.
    this.#lookAgain(left);
    this.#lookAgain(right);
  }

  /** All pairs that can be made at `now` (server time, ms), first come, first served. They are out of the pool. */
  take(now: number): readonly Match[] {
    const matches: Match[] = [];
    const view: PairingView = {
      lobby: this.#lobby,
      acquaintances: this.#acquaintances,
      options: this.#options,
      pair: (pair) => {
        matches.push(matchOf(pair));
        return [...this.#drop(pair.first), ...this.#drop(pair.second)];
      },
    };
    this.#wake(now);
    while (this.#changed.size > 0) {
      const changed = this.#settleChanges(now);
      pairChanged(view, changed, now);
      if (this.#options.relaxAfterMs !== 'never') reuniteChanged(view, changed, now);
    }
    return matches;
  }

  position(publicId: PublicId): number | undefined {
    const waiter = this.#waiters.get(publicId);
    return waiter === undefined ? undefined : this.#queues[waiter.person.entry.role].rank(waiter) + 1;
  }

  has(publicId: PublicId): boolean {
    return this.#waiters.has(publicId);
  }

  counts(): Readonly<Record<Role, number>> {
    const { vent, listen, talk } = this.#queues;
    return { vent: vent.size, listen: listen.size, talk: talk.size };
  }

  /** Somebody who comes back with the place they had stays before those who entered in the same millisecond. */
  #arrivalOf({ holder, entry }: Waiting): number {
    const before = this.#arrivals.get(holder.publicId);
    if (before?.enteredAt === entry.enteredAt) return before.arrival;
    this.#arrived += 1;
    return this.#arrived;
  }

  #keysOf({ holder, device }: Waiting): readonly string[] {
    return this.#options.sameDeviceMayMeet && device !== holder.publicId ? [device, holder.publicId] : [device];
  }

  /** Takes somebody out; who came out from behind them is returned, to be looked at again. */
  #drop(waiter: Waiter): readonly Waiter[] {
    const { person } = waiter;
    const shown = this.#lobby.remove(waiter);
    for (const other of shown) this.#changed.add(other);
    this.#changed.delete(waiter);
    if (waiter.wakeAt !== undefined) this.#wakes.delete(waiter);
    this.#queues[person.entry.role].delete(waiter);
    this.#waiters.delete(person.holder.publicId);
    for (const key of this.#keysOf(person)) {
      this.#acquaintances.release(key);
      const sharing = this.#byKey.get(key);
      sharing?.delete(waiter);
      if (sharing?.size === 0) this.#byKey.delete(key);
    }
    return shown;
  }

  #lookAgain(key: string): void {
    for (const waiter of this.#byKey.get(key) ?? []) this.#changed.add(waiter);
  }

  #wake(now: number): void {
    for (let next = this.#wakes.first(); next?.wakeAt !== undefined && next.wakeAt <= now; next = this.#wakes.first()) {
      this.#wakes.delete(next);
      next.wakeAt = undefined;
      this.#changed.add(next);
    }
  }

  /** Brings the lobby up to date with all that changed; whom it concerns, in turn. */
  #settleChanges(now: number): readonly Waiter[] {
    const changed: Waiter[] = [];
    // A set's walk also meets those who are added on the way: tabs that come out from behind another.
    for (const waiter of this.#changed) {
      for (const shown of this.#lobby.update(waiter, now)) this.#changed.add(shown);
      this.#schedule(waiter, now);
      if (waiter.isOpen) changed.push(waiter);
    }
    this.#changed.clear();
    return changed.sort(byTurn);
  }

  #schedule(waiter: Waiter, now: number): void {
    if (waiter.wakeAt !== undefined) this.#wakes.delete(waiter);
    const forgotten = this.#keysOf(waiter.person).map((key) => this.#acquaintances.nextForgotten(key, now));
    const points = [...turningPoints(waiter, this.#options), ...forgotten];
    const next = points.reduce<number>(
      (least, at) => (at !== undefined && at > now && at < least ? at : least),
      Infinity,
    );
    waiter.wakeAt = next === Infinity ? undefined : next;
    if (waiter.wakeAt !== undefined) this.#wakes.insert(waiter);
  }
}

function matchOf({ first, second, haveMet }: Pair): Match {
  return { left: first.person, right: second.person, mayHaveMet: haveMet };
}
