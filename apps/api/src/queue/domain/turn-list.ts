import { RankedTree } from './ranked-tree.js';
import { byTurn, type Waiter } from './waiter.js';

/**
 * People who can be chosen, in their order. Where tabs of one device may not meet, a list shows only the first of each
 * device: to a chooser they are all the same person, and a scan stays short however many tabs are open. The others are
 * parked behind the first and keep their place.
 */
export class TurnList implements Iterable<Waiter> {
  readonly #shown = new RankedTree<Waiter>(byTurn);
  readonly #tabs = new Map<string, RankedTree<Waiter>>();
  readonly #showsAllTabs: boolean;

  constructor(showsAllTabs: boolean) {
    this.#showsAllTabs = showsAllTabs;
  }

  add(waiter: Waiter): void {
    if (this.#showsAllTabs) {
      this.#shown.insert(waiter);
      return;
    }
    const tabs = this.#tabsOf(waiter);
    const before = tabs.first();
    tabs.insert(waiter);
    this.#show(before, tabs.first());
  }

  /** Removes somebody; who comes out from behind them is returned. */
  delete(waiter: Waiter): Waiter | undefined {
    if (this.#showsAllTabs) {
      this.#shown.delete(waiter);
      return undefined;
    }
    const tabs = this.#tabsOf(waiter);
    const before = tabs.first();
    tabs.delete(waiter);
    const after = tabs.first();
    if (after === undefined) this.#tabs.delete(waiter.person.device);
    this.#show(before, after);
    return before === after ? undefined : after;
  }

  [Symbol.iterator](): Iterator<Waiter, undefined> {
    return this.#shown[Symbol.iterator]();
  }

  #tabsOf({ person }: Waiter): RankedTree<Waiter> {
    const known = this.#tabs.get(person.device);
    if (known !== undefined) return known;
    const tabs = new RankedTree<Waiter>(byTurn);
    this.#tabs.set(person.device, tabs);
    return tabs;
  }

  #show(before: Waiter | undefined, after: Waiter | undefined): void {
    if (before === after) return;
    if (before !== undefined) this.#shown.delete(before);
    if (after !== undefined) this.#shown.insert(after);
  }
}

/** Walks several lists as one, in turn. The lists must not change during the walk. */
export function* inTurn(lists: readonly TurnList[]): Generator<Waiter, void> {
  const walks = lists.map((list) => {
    const walk = list[Symbol.iterator]();
    return { walk, head: walk.next().value };
  });
  for (;;) {
    let next: { readonly walk: Iterator<Waiter, undefined>; head: Waiter | undefined } | undefined;
    let first: Waiter | undefined;
    for (const candidate of walks) {
      if (candidate.head === undefined || (first !== undefined && byTurn(first, candidate.head) < 0)) continue;
      first = candidate.head;
      next = candidate;
    }
    if (next === undefined || first === undefined) return;
    yield first;
    next.head = next.walk.next().value;
  }
}
