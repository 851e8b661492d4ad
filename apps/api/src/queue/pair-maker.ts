import type { PublicId } from '@hearken/protocol';
import { errorOf } from '../platform/log.js';
import { newRoom, type MemberSeed } from '../room/domain/new-room.js';
import type { RoomRecord } from '../room/room-store.port.js';
import type { PersonRecord } from '../session/person-store.port.js';
import type { RecentWaits } from './domain/recent-waits.js';
import type { Match, Waiting } from './matcher.port.js';
import { meetingKeys, type Party, type ProposedPair } from './pairing-store.port.js';
import type { PersonLocks } from './person-locks.js';
import type { PoolKeeper } from './pool-keeper.js';
import type { Hosts, QueueParts } from './queue-parts.js';
import { Refusals } from './refusals.js';
import { tellOfUnheardRoom } from './unheard-room.js';

/** Pairs in one transaction: enough to share its cost, few enough to be over in well under 100 ms (facts.md). */
const PAIRS_A_COMMIT = 250;
/** After a fault of the database pairing rests, twice as long each time, ms. The longest is well below I8's 5 s. */
const REST_MS = { first: 100, longest: 2_000 } as const;
/** Who was refused is looked at again this often in one tick; then the next tick does. */
const ROUNDS_A_TICK = 5;

/** How often another server is told to put somebody of its own anew. */
const TELLS = 3;

/** A match that nobody else can touch while it is committed. */
interface Held {
  readonly match: Match;
  readonly room: RoomRecord;
  readonly letGo: () => void;
}

/** What pairing is made of, beside the queue's parts. */
export interface PairMakerParts extends QueueParts {
  readonly keeper: PoolKeeper;
  readonly locks: PersonLocks;
  readonly waits: RecentWaits;
}

/** How often things happened since the start, for metrics. */
export interface PairingFigures {
  readonly paired: number;
  /** Of those: by the relax rule. */
  readonly reunited: number;
  readonly refused: number;
  /** Commits whose fate the database did not say. */
  readonly failed: number;
}

/** Turns matches into rooms: both are told after the commit, and whoever was refused and still waits keeps their place. */
export class PairMaker {
  readonly #refusals = new Refusals();
  /** One of each two for whom the matcher was told more than the database says, and how often their server is told yet. */
  readonly #keptApart = new Map<PublicId, number>();
  #restsUntil = 0;
  #restMs: number = REST_MS.first;
  #figures = { paired: 0, reunited: 0, refused: 0, failed: 0 };

  constructor(private readonly parts: PairMakerParts) {}

  get figures(): PairingFigures {
    return { ...this.#figures };
  }

  /** Pairs everybody who can be paired at `now` (server time, ms). Never rejects; must not overlap itself. */
  async pair(now: number): Promise<void> {
    if (now < this.#restsUntil) return;
    try {
      await this.parts.keeper.refreshPresence();
      for (let round = 0; round < ROUNDS_A_TICK; round += 1) {
        if (!(await this.#round(now))) return;
      }
    } catch (cause) {
      this.#rest(cause);
    }
  }

  /** Gives everybody another chance whom the database refused: what was wrong may be right by now. */
  async forgetRefusals(): Promise<void> {
    this.#refusals.forget();
    this.parts.keeper.readmit();
    const keptApart = [...this.#keptApart];
    this.#keptApart.clear();
    for (const [publicId, tells] of keptApart) {
      if (this.parts.keeper.holderOf(publicId) === undefined) {
        // Taken here, and another server's: that one puts them as the database says. The hint may be lost.
        this.parts.neighbours?.tellMoved(publicId);
        if (tells > 1) this.#keptApart.set(publicId, tells - 1);
        continue;
      }
      const letGo = this.parts.locks.tryHold(publicId);
      if (letGo === undefined) this.#keptApart.set(publicId, tells);
      else await this.parts.keeper.putAnew(publicId).finally(letGo);
    }
  }

  /** One look at the pool; whether somebody came back into it who may find another partner. */
  async #round(now: number): Promise<boolean> {
    const matches = await this.parts.matcher.take(now);
    let hasReturned = false;
    for (let from = 0; from < matches.length; from += PAIRS_A_COMMIT) {
      const chunk = matches.slice(from, from + PAIRS_A_COMMIT);
      const held = await this.#hold(chunk, now);
      try {
        const refused = await this.#commit(held, now);
        if (refused || held.length < chunk.length) hasReturned = true;
      } catch (cause) {
        for (const { match } of held) await this.#putBackBoth(match);
        for (const match of matches.slice(from + PAIRS_A_COMMIT)) await this.#giveBackBoth(match);
        throw cause;
      } finally {
        for (const { letGo } of held) letGo();
      }
    }
    return hasReturned;
  }

  /** The matches that still hold, each with a room; the people of the others go back. */
  async #hold(matches: readonly Match[], now: number): Promise<readonly Held[]> {
    const { keeper, ids } = this.parts;
    const held: Held[] = [];
    for (const match of matches) {
      const letGo = this.#tryHold(match);
      const isGood = [match.left, match.right].every((one) => keeper.isCurrent(one) && keeper.isReachable(one));
      if (letGo !== undefined && isGood) {
        const room = newRoom(ids, now, [seedOf(match.left), seedOf(match.right)], match.mayHaveMet);
        held.push({ match, room, letGo });
      } else {
        letGo?.();
        await this.#giveBackBoth(match);
      }
    }
    return held;
  }

  #tryHold({ left, right }: Match): (() => void) | undefined {
    const letLeftGo = this.parts.locks.tryHold(left.holder.publicId);
    const letRightGo = letLeftGo && this.parts.locks.tryHold(right.holder.publicId);
    if (letRightGo === undefined) {
      letLeftGo?.();
      return undefined;
    }
    return () => {
      letLeftGo?.();
      letRightGo();
    };
  }

  /** Gives both their places again, at once or when what is under way for them is done: that may take long. */
  async #giveBackBoth({ left, right }: Match): Promise<void> {
    for (const taken of [left, right]) {
      const letGo = this.parts.locks.tryHold(taken.holder.publicId);
      if (letGo === undefined) {
        void this.parts.locks.run(taken.holder.publicId, () => this.#putBack(taken));
        continue;
      }
      await this.#putBack(taken);
      letGo();
    }
  }

  async #putBackBoth({ left, right }: Match): Promise<void> {
    await this.#putBack(left);
    await this.#putBack(right);
  }

  /** Never rejects: whom the matcher does not take back, the healer finds. */
  async #putBack(taken: Waiting): Promise<void> {
    try {
      await this.parts.keeper.putBack(taken);
    } catch (cause) {
      this.parts.log.warn('put-back-failed', { cause: errorOf(cause) });
    }
  }

  /** Whether somebody was refused. Rejects only when the database did not answer: nobody was told anything then. */
  async #commit(held: readonly Held[], now: number): Promise<boolean> {
    if (held.length === 0) return false;
    const proposed = held.map(({ match, room }) => {
      const holders: ProposedPair['holders'] = [match.left.holder, match.right.holder];
      return { room, holders, mayHaveMet: match.mayHaveMet };
    });
    const outcomes = await this.parts.pairing.commit(proposed, now);
    this.#restMs = REST_MS.first;
    const paired = held.filter((_, at) => outcomes[at]?.is === 'paired');
    const refused = held.filter((_, at) => outcomes[at]?.is !== 'paired');
    // Before anything is waited for: the last pair is told as soon as the first one.
    for (const one of paired) this.#tell(one, now);
    await Promise.all(paired.map((one) => this.#forgetBoth(one)));
    await Promise.all(refused.map((one) => this.#refused(one, now)));
    return refused.length > 0;
  }

  #tell({ match, room }: Held, now: number): void {
    const { people, waits, onPaired, log } = this.parts;
    this.#figures.paired += 1;
    if (match.mayHaveMet) this.#figures.reunited += 1;
    for (const { holder, entry } of [match.left, match.right]) {
      this.#refusals.forgive(holder.publicId);
      waits.add(entry.role, now - entry.enteredAt, now);
      const person = people.get(holder.publicId);
      if (person?.record.reg === holder.reg) person.record = inRoom(person.record, room.id);
    }
    try {
      onPaired(room, hostsOf(match));
    } catch (cause) {
      // Both find the room at their next register; the others of this commit must not wait for that.
      log.error('pair-not-told', { room: room.id, cause: errorOf(cause) });
    }
  }

  async #forgetBoth({ match }: Held): Promise<void> {
    await Promise.all([match.left, match.right].map(({ holder }) => this.#forget(holder.publicId)));
  }

  /** Never rejects: a matcher that still knows somebody proposes them, and the database refuses. */
  async #forget(publicId: PublicId): Promise<void> {
    try {
      await this.parts.keeper.forget(publicId);
    } catch (cause) {
      this.parts.log.warn('forget-failed', { cause: errorOf(cause) });
    }
  }

  async #refused(held: Held, now: number): Promise<void> {
    const { match, room } = held;
    const both = await Promise.all([this.#readAgain(match.left), this.#readAgain(match.right)]);
    // The commit went through and only its answer was lost.
    if (both.every((record) => record !== 'unknown' && record?.room === room.id)) {
      this.#tell(held, now);
      await this.#forgetBoth(held);
      return;
    }
    this.#figures.refused += 1;
    try {
      const stillWait = await Promise.all([this.#return(match.left, both[0]), this.#return(match.right, both[1])]);
      if (this.#refusals.isRepeated(match) && stillWait.every(Boolean)) await this.#keepApart(match, now);
    } catch (cause) {
      this.parts.log.warn('put-back-failed', { cause: errorOf(cause) });
    }
  }

  /** What the database refuses twice for no reason that can be seen is not proposed again for a while. */
  async #keepApart({ left, right }: Match, now: number): Promise<void> {
    this.#keptApart.set(left.holder.publicId, TELLS);
    await this.parts.matcher.met(...meetingKeys(partyOf(left), partyOf(right)), now);
  }

  async #readAgain({ holder }: Waiting): Promise<PersonRecord | 'unknown' | undefined> {
    try {
      return await this.parts.persons.find(holder.publicId);
    } catch (cause) {
      this.parts.log.warn('reread-failed', { cause: errorOf(cause) });
      return 'unknown';
    }
  }

  /** Back to the place they had, if they still have it; whether they do. */
  async #return(taken: Waiting, record: PersonRecord | 'unknown' | undefined): Promise<boolean> {
    const { keeper, people } = this.parts;
    const { publicId } = taken.holder;
    if (record === 'unknown') {
      await keeper.putBack(taken);
      return true;
    }
    const person = people.get(publicId);
    if (record !== undefined && person?.record.reg === record.reg) {
      tellOfUnheardRoom(people, record);
      person.record = record;
    }
    if (record?.queue === undefined) {
      this.#refusals.forgive(publicId);
      await keeper.forget(publicId);
      return false;
    }
    const { gen, reg, device, queue: entry, server: host } = record;
    if (keeper.holderOf(publicId) !== undefined) await keeper.put(record);
    else await keeper.giveBack({ ...taken, holder: { publicId, gen, reg }, device, entry, host });
    if (this.#refusals.isTooOften(publicId)) {
      this.parts.log.warn('pairing-held-back', { person: publicId });
      await keeper.holdBack(publicId);
    }
    return true;
  }

  #rest(cause: unknown): void {
    this.parts.log.warn('pairing-failed', { cause: errorOf(cause), restsMs: this.#restMs });
    this.#figures.failed += 1;
    this.#restsUntil = this.parts.clock.now() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, REST_MS.longest);
  }
}

function hostsOf({ left, right }: Match): Hosts {
  return new Map([left, right].flatMap(({ holder, host }) => (host === undefined ? [] : [[holder.publicId, host]])));
}

function seedOf({ holder, device, entry }: Waiting): MemberSeed {
  const { publicId, gen, reg } = holder;
  return { id: publicId, role: entry.role, device, actor: { gen, reg } };
}

function partyOf({ holder, device }: Waiting): Party {
  return { id: holder.publicId, device };
}

function inRoom(record: PersonRecord, room: string): PersonRecord {
  const { queue: _left, ...rest } = record;
  return { ...rest, room };
}
