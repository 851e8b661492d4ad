import type { Role } from '@hearken/protocol';
import type { MatcherOptions } from './matcher-options.js';
import { TurnList } from './turn-list.js';
import { mayBePaired, mayMeetTalkers, type Waiter } from './waiter.js';

/**
 * Those of the pool who can be chosen now: one list per role, and one each for venters and listeners who also meet people
 * who wait to talk.
 */
export class Lobby {
  readonly #ofRole: Readonly<Record<Role, TurnList>>;
  readonly #wide: Readonly<Record<'vent' | 'listen', TurnList>>;
  readonly #options: MatcherOptions;

  constructor(options: MatcherOptions) {
    this.#options = options;
    const list = (): TurnList => new TurnList(options.sameDeviceMayMeet);
    this.#ofRole = { vent: list(), listen: list(), talk: list() };
    this.#wide = { vent: list(), listen: list() };
  }

  /** Brings somebody's lists up to date; returns who came out from behind them. */
  update(waiter: Waiter, now: number): readonly Waiter[] {
    const isOpen = mayBePaired(waiter, now);
    return this.#move(waiter, isOpen, isOpen && mayMeetTalkers(waiter, now, this.#options));
  }

  /** Takes somebody out of all lists; returns who came out from behind them. */
  remove(waiter: Waiter): readonly Waiter[] {
    return this.#move(waiter, false, false);
  }

  /** The lists in which an open waiter finds partners. */
  partnersOf({ person, isWide }: Waiter): readonly TurnList[] {
    const { vent, listen, talk } = this.#ofRole;
    switch (person.entry.role) {
      case 'vent':
        return isWide ? [listen, talk] : [listen];
      case 'listen':
        return isWide ? [vent, talk] : [vent];
      case 'talk':
        return [talk, this.#wide.vent, this.#wide.listen];
    }
  }

  #move(waiter: Waiter, isOpen: boolean, isWide: boolean): readonly Waiter[] {
    const { role } = waiter.person.entry;
    const shown: Waiter[] = [];
    if (isOpen !== waiter.isOpen) {
      waiter.isOpen = isOpen;
      move(this.#ofRole[role], waiter, isOpen, shown);
    }
    if (role !== 'talk' && isWide !== waiter.isWide) {
      waiter.isWide = isWide;
      move(this.#wide[role], waiter, isWide, shown);
    }
    return shown;
  }
}

function move(list: TurnList, waiter: Waiter, isIn: boolean, shown: Waiter[]): void {
  if (isIn) {
    list.add(waiter);
    return;
  }
  const next = list.delete(waiter);
  if (next !== undefined) shown.push(next);
}
