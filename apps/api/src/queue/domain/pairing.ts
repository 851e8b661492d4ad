import { HAVE_MET_MAX } from '@hearken/protocol';
import { meetingKeys, type Party } from '../pairing-store.port.js';
import type { Acquaintances, Relation } from './acquaintances.js';
import type { Lobby } from './lobby.js';
import type { MatcherOptions } from './matcher-options.js';
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

/** A chooser of the relax rule, and those they may meet again. */
interface Reunion {
  readonly chooser: Waiter;
  readonly partners: { readonly waiter: Waiter; readonly at: number }[];
}

/** What is looked at to find pairs. */
export interface PairingView {
  readonly lobby: Lobby;
  readonly acquaintances: Acquaintances;
  readonly options: MatcherOptions;
  /** Takes two out of the lobby. */
  readonly pair: (pair: Pair) => void;
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
 * turn, meets again whom they met longest ago.
 */
export function reuniteChanged(view: PairingView, changed: readonly Waiter[], now: number): void {
  const reunions = [...reunionsOf(view, changed, now).values()].sort((left, right) =>
    byTurn(left.chooser, right.chooser),
  );
  for (const { chooser, partners } of reunions) {
    if (!chooser.isOpen) continue;
    const [oldest] = partners
      .filter(({ waiter }) => waiter.isOpen)
      .sort((left, right) => left.at - right.at || byTurn(left.waiter, right.waiter));
    if (oldest !== undefined) view.pair(inOrder(chooser, oldest.waiter, true));
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

function reunionsOf(view: PairingView, changed: readonly Waiter[], now: number): ReadonlyMap<Waiter, Reunion> {
  const reunions = new Map<Waiter, Reunion>();
  const note = (chooser: Waiter, waiter: Waiter, at: number): void => {
    if (!mayRelax(chooser, now, view.options)) return;
    const reunion = reunions.get(chooser) ?? { chooser, partners: [] };
    reunion.partners.push({ waiter, at });
    reunions.set(chooser, reunion);
  };
  for (const waiter of changed) {
    if (!waiter.isOpen) continue;
    for (const { candidate, relation } of candidates(view, waiter, now)) {
      if (relation.is !== 'met') continue;
      if (view.acquaintances.isRecent(...meetingKeys(partyOf(waiter), partyOf(candidate)))) continue;
      note(waiter, candidate, relation.at);
      note(candidate, waiter, relation.at);
    }
  }
  return reunions;
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
