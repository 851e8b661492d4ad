import { describe, expect, it } from '@jest/globals';
import { HAVE_MET_MS, RELAX_AFTER_MS, ROLES, WIDEN_AFTER_MS, type Role } from '@hearken/protocol';
import fc from 'fast-check';
import { ChatError } from '../realtime/chat-error.js';
import type { PersonRecord } from '../session/person-store.port.js';
import { DEFAULT_MATCHER_OPTIONS } from './domain/matcher-options.js';
import { QueueWorld, turn } from './testing/queue-world.js';

/** Without the relax rule, so that whom one has met is never paired and "could be paired" is a plain question. */
const OPTIONS = { ...DEFAULT_MATCHER_OPTIONS, relaxAfterMs: 'never' } as const;
const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'] as const;

type Fault = 'none' | 'away' | 'answers lost' | 'refuses';
type Step =
  | { readonly do: 'join'; readonly who: string; readonly role: Role; readonly widen: boolean }
  | { readonly do: 'cancel' | 'leave' | 'block' | 'return' | 'gone'; readonly who: string }
  | { readonly do: 'hear'; readonly who: string; readonly isPresent: boolean }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'heal' };

const who = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('join'), who, role: fc.constantFrom(...ROLES), widen: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('cancel', 'leave', 'leave', 'block', 'return', 'gone'), who }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hear'), who, isPresent: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      fault: fc.constantFrom<Fault>('none', 'none', 'away', 'answers lost', 'refuses'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(0, 5, 60, WIDEN_AFTER_MS, RELAX_AFTER_MS) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'heal' }) },
);

/** A world whose people do what a plan says, several things at the same time. */
class Run {
  readonly world = new QueueWorld(OPTIONS);
  readonly #apart = new Set<string>();
  readonly #pending: Promise<unknown>[] = [];

  /** @param turns how long questions and answers take, in turn, again and again */
  constructor(turns: readonly number[]) {
    let asked = 0;
    this.world.turnsAway = () => {
      asked += 1;
      return turns[asked % turns.length] ?? 0;
    };
  }

  async start(): Promise<void> {
    for (const name of NAMES) await this.world.arrive(name);
    this.world.service.start();
  }

  async step(step: Step): Promise<void> {
    const { world } = this;
    switch (step.do) {
      case 'join':
        this.#ask(world.join(step.who, { role: step.role, widen: step.widen }));
        break;
      case 'cancel':
        this.#ask(world.service.cancel(this.#seat(step.who)));
        break;
      case 'leave':
      case 'block':
        await this.#part(step.who, step.do === 'block');
        break;
      case 'return':
        this.#ask(this.#registerAgain(step.who));
        break;
      case 'gone':
        if (!this.#seat(step.who).isPresent) this.#ask(world.service.places.gone(step.who));
        break;
      case 'hear':
        this.#seat(step.who).isPresent = step.isPresent;
        break;
      case 'fault':
        this.#setFault(step.fault);
        break;
      case 'pass':
        await world.pass(step.ms);
        break;
      case 'heal':
        this.#ask(world.service.heal());
    }
    this.#checkRooms();
  }

  /** The faults end, everybody is heard, and five seconds pass. */
  async calmDown(): Promise<void> {
    this.#setFault('none');
    for (const name of NAMES) this.#seat(name).isPresent = true;
    await Promise.all(this.#pending);
    await this.world.pass(5_000);
    this.#checkRooms();
  }

  /** I8, as the database sees it. */
  async checkNobodyWaits(): Promise<void> {
    const waiting = await this.world.persons.queued();
    for (const [at, left] of waiting.entries()) {
      for (const right of waiting.slice(at + 1)) {
        const couldMeet = this.#mayMeet(left, right) && !this.#apart.has(keyOf(left.publicId, right.publicId));
        expect(couldMeet && [left, right]).toBe(false);
      }
    }
  }

  /** Positions and counts are those of the database. */
  async checkPositions(): Promise<void> {
    const waiting = await this.world.persons.queued();
    const counts = await this.world.service.counts();
    for (const role of ROLES) {
      const queue = waiting.filter((record) => record.queue?.role === role);
      expect(counts[role].waiting).toBe(queue.length);
      const positions = await Promise.all(queue.map(({ publicId }) => this.world.matcher.position(publicId)));
      expect([...positions].sort()).toEqual(queue.map((_, index) => index + 1));
    }
  }

  async stop(): Promise<void> {
    await this.world.service.stop();
    await turn();
  }

  #seat(name: string): ReturnType<QueueWorld['people']['get']> & object {
    const person = this.world.people.get(name);
    if (person === undefined) throw new Error(`${name} has not arrived`);
    return person;
  }

  /** Refusals are answers; only a fault of the database may be something else. */
  #ask(asked: Promise<unknown>): void {
    this.#pending.push(
      asked.catch((error: unknown) => {
        if (!(error instanceof ChatError) && !String(error).includes('away')) throw error;
      }),
    );
  }

  async #registerAgain(name: string): Promise<void> {
    const { record } = await this.world.arrive(name);
    await this.world.service.places.restore(record);
  }

  async #part(name: string, blocks: boolean): Promise<void> {
    const room = this.world.roomOf(name);
    if (room === undefined || this.world.isAway) return;
    const [left, right] = room.members;
    this.#apart.add(keyOf(left.id, right.id));
    if (blocks) await this.world.pairing.block(left.device, right.device, this.world.clock.now());
    await this.world.leave(name);
  }

  #setFault(fault: Fault): void {
    this.world.isAway = fault === 'away';
    this.world.onCommit = async (pairs, commit) => {
      const refused = pairs.map(({ room }) => ({ is: 'refused', gone: room.members.map(({ id }) => id) }) as const);
      if (fault === 'refuses') return refused;
      const outcomes = await commit();
      return fault === 'answers lost' ? refused : outcomes;
    };
  }

  /** I5 and I7, for every room that anybody was told of. */
  #checkRooms(): void {
    const members = this.world.rooms.flatMap((room) => room.members.map(({ id }) => id));
    expect(new Set(members).size).toBe(members.length);
    for (const {
      members: [left, right],
    } of this.world.rooms)
      expect(this.#apart.has(keyOf(left.id, right.id))).toBe(false);
  }

  #mayMeet({ queue: left }: PersonRecord, { queue: right }: PersonRecord): boolean {
    if (left === undefined || right === undefined) return false;
    const now = this.world.clock.now() - 100;
    const roles = [left.role, right.role].sort().join('+');
    if (left.opensAt > now || right.opensAt > now) return false;
    if (roles === 'listen+vent' || roles === 'talk+talk') return true;
    const other = left.role === 'talk' ? right : left;
    return roles.includes('talk') && other.widen && now - other.opensAt >= WIDEN_AFTER_MS;
  }
}

function keyOf(left: string, right: string): string {
  return [left, right].sort().join('|');
}

describe('the queues under faults', () => {
  it('give one room each (I5), never the same partner (I7), and leave nobody waiting (I8)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.array(fc.nat({ max: 4 })), async (steps, turns) => {
        const run = new Run(turns);
        await run.start();
        for (const next of steps) await run.step(next);
        await run.calmDown();
        await run.checkNobodyWaits();
        await run.checkPositions();
        await run.stop();
      }),
      { numRuns: 150 },
    );
    expect(HAVE_MET_MS).toBeGreaterThan(60 * RELAX_AFTER_MS);
  }, 120_000);
});
