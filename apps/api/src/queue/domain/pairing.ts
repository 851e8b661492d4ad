import { HAVE_MET_MAX } from '@hearken/protocol';
import { meetingKeys, type Party } from '../pairing-store.port.js';
import type { Acquaintances, Relation } from './acquaintances.js';
import type { Lobby } from './lobby.js';
import type { MatcherOptions } from './matcher-options.js';
import { RankedTree } from './ranked-tree.js';
import { inTurn } from './turn-list.js';
import { byTurn, mayRelax, type Waiter } from './waiter.js';

/** A scan ends after this many refusals for having met: one more than anybody can have met. */
const REFUSALS_MAX = HAVE_MET_MAX + 1;

/** Two who are to be paired; the first in turn first. */
export interface Pair {
  readonly first: Waiter;
  readonly second: Waiter;
  readonly haveMet: boolean;
}

/** Somebody who may be met again, and when they were met last, server time in ms. */
interface OldFriend {
  readonly waiter: Waiter;
  readonly at: number;
}

/** What is looked at to find pairs. */
export interface PairingView {
  readonly lobby: Lobby;
  readonly acquaintances: Acquaintances;
  readonly options: MatcherOptions;
  /** Takes two out of the lobby; who came out from behind them is returned. */
  readonly pair: (pair: Pair) => readonly Waiter[];
}

/**
 * Pairs first come, first served: of all pairs that are possible, the one whose earlier member is first in turn, with the
 * first partner possible for them; then again. Everybody ranks partners by the same order, so this is the one matching in
 * which no two would rather have each other. It is found from those alone for whom something changed (`changed`, in
 * turn): between the others nothing is possible, or it would have been done before.
 */
export function pairChanged(view: PairingView, changed: readonly Waiter[], now: number): void {
  for (const waiter of changed) {
    while (waiter.isOpen) {
      const pair = mutualChoice(view, waiter, now);
      if (pair === undefined) break;
      view.pair(pair);
    }
  }
}

/**
 * The relax rule (design section 7), after everybody who can meet somebody new does: whoever has waited long enough, in
 * turn, meets again whom they met longest ago. A tab that comes out from behind another has its own turn, which may be
 * before that of those who are left.
 */
export function reuniteChanged(view: PairingView, changed: readonly Waiter[], now: number): void {
  const reunions = new Reunions(view, now);
  for (const waiter of changed) reunions.look(waiter);
  for (let pair = reunions.next(); pair !== undefined; pair = reunions.next()) {
    for (const waiter of view.pair(pair)) reunions.look(waiter);
  }
}

/** Those who may choose by the relax rule, and whom. */
class Reunions {
  readonly #choosers = new RankedTree<Waiter>(byTurn);
  readonly #friends = new Map<Waiter, OldFriend[]>();

  constructor(
    private readonly view: PairingView,
    private readonly now: number,
  ) {}

  /** Finds whom somebody may meet again, and notes it for both. */
  look(waiter: Waiter): void {
    if (!waiter.isOpen) return;
    const { acquaintances } = this.view;
    for (const { candidate, relation } of candidates(this.view, waiter, this.now)) {
      if (relation.is !== 'met') continue;
      if (acquaintances.isRecent(...meetingKeys(partyOf(waiter), partyOf(candidate)))) continue;
      this.#note(waiter, { waiter: candidate, at: relation.at });
      this.#note(candidate, { waiter, at: relation.at });
    }
  }

  /** The pair of the first in turn who has somebody to meet again. */
  next(): Pair | undefined {
    for (let chooser = this.#choosers.first(); chooser !== undefined; chooser = this.#choosers.first()) {
      this.#choosers.delete(chooser);
      if (!chooser.isOpen) continue;
      const [oldest] = (this.#friends.get(chooser) ?? [])
        .filter(({ waiter }) => waiter.isOpen)
        .sort((left, right) => left.at - right.at || byTurn(left.waiter, right.waiter));
      if (oldest !== undefined) return inOrder(chooser, oldest.waiter, true);
    }
    return undefined;
  }

  #note(chooser: Waiter, friend: OldFriend): void {
    if (!mayRelax(chooser, this.now, this.view.options)) return;
    const friends = this.#friends.get(chooser) ?? [];
    friends.push(friend);
    this.#friends.set(chooser, friends);
    this.#choosers.insert(chooser);
  }
}

/** Follows from `start` to the first choice, to their first choice, until two choose each other; each step is earlier. */
function mutualChoice(view: PairingView, start: Waiter, now: number): Pair | undefined {
  let chooser = start;
  let chosen = firstChoice(view, chooser, now);
  if (chosen === undefined) return undefined;
  for (;;) {
    const back = firstChoice(view, chosen, now);
    // Undefined only where the chosen one's scan ended early: the chooser knows better.
    if (back === undefined || back === chooser) return inOrder(chooser, chosen, false);
    chooser = chosen;
    chosen = back;
  }
}

function firstChoice(view: PairingView, waiter: Waiter, now: number): Waiter | undefined {
  for (const { candidate, relation } of candidates(view, waiter, now)) {
    if (relation.is === 'strangers') return candidate;
  }
  return undefined;
}

/** Whom somebody may meet but for what they are to each other, in turn, up to the bound on refusals. */
function* candidates(
  { lobby, acquaintances, options }: PairingView,
  waiter: Waiter,
  now: number,
): Generator<{ readonly candidate: Waiter; readonly relation: Relation }, void> {
  let refusals = 0;
  for (const candidate of inTurn(lobby.partnersOf(waiter))) {
    if (candidate === waiter) continue;
    if (candidate.person.device === waiter.person.device && !options.sameDeviceMayMeet) continue;
    const relation = acquaintances.relation(...meetingKeys(partyOf(waiter), partyOf(candidate)), now);
    if (relation.is === 'met') refusals += 1;
    if (refusals >= REFUSALS_MAX) return;
    yield { candidate, relation };
  }
}

function partyOf({ person }: Waiter): Party {
  return { id: person.holder.publicId, device: person.device };
}

function inOrder(left: Waiter, right: Waiter, haveMet: boolean): Pair {
  return byTurn(left, right) < 0 ? { first: left, second: right, haveMet } : { first: right, second: left, haveMet };
}
