import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../platform/testing/manual-clock.js';
import {
  LAST_LEAVE_WITHIN_MS,
  NOTICED_AFTER_MS,
  ON_THEIR_WAY_MAX,
  ON_THEIR_WAY_MS,
  SendAway,
  SENT_AWAY_PER_SECOND,
  STEP_MS,
} from './send-away.js';

interface Person {
  readonly push: (event: string, payload: { readonly retryAfterMs: number }) => void;
}

/** A door with people behind it; they leave when they are told to, unless they are deaf. */
class Door {
  readonly clock = new ManualClock();
  readonly people = new Set<Person>();
  /** Told to go, and not seen elsewhere yet. */
  readonly awaited = new Set<Person>();
  /** How long the others need until they have somebody, ms. */
  takeMs = 0;
  /** So many were awaited at once. */
  mostAwaited = 0;
  /** When each was told, ms since the beginning, and what. */
  readonly told: { readonly at: number; readonly retryAfterMs: number }[] = [];
  readonly sendAway = new SendAway({
    clock: this.clock,
    connected: () => this.people,
    closeDoor: () => {
      this.closedAt = this.#now;
    },
    isAwaited: (person) => this.awaited.has(person),
  });
  closedAt: number | undefined;
  readonly #begunAt = this.clock.now();

  get #now(): number {
    return this.clock.now() - this.#begunAt;
  }

  let(count: number, isDeaf = false): void {
    for (let one = 0; one < count; one += 1) {
      const leaver = {
        push: (_: string, { retryAfterMs }: { readonly retryAfterMs: number }) => {
          this.told.push({ at: this.#now, retryAfterMs });
          this.#expect(leaver);
          if (!isDeaf) this.people.delete(leaver);
        },
      };
      this.people.add(leaver);
    }
  }

  #expect(leaver: Person): void {
    if (this.takeMs === 0) return;
    this.awaited.add(leaver);
    this.mostAwaited = Math.max(this.mostAwaited, this.awaited.size);
    this.clock.setTimeout(() => this.awaited.delete(leaver), this.takeMs);
  }

  /** Runs it to its end; how long it took, ms. */
  async run(leftMs: number): Promise<number> {
    const over = this.sendAway.run(leftMs).then(() => this.#now);
    for (let ms = 0; ms < leftMs; ms += 1) {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      this.clock.advance(1);
    }
    return over;
  }
}

describe('sending people away', () => {
  it('keeps nobody waiting where nobody is', async () => {
    const door = new Door();
    expect(await door.run(10_000)).toBe(0);
    expect(door.closedAt).toBe(0);
  });

  it('I6: tells people one after the other at the pace of returns, once the proxy knows', async () => {
    const door = new Door();
    const count = 100;
    door.let(count);
    const took = await door.run(10_000);
    expect(door.told).toHaveLength(count);
    expect(door.closedAt).toBeGreaterThanOrEqual(NOTICED_AFTER_MS);
    expect(door.told[0]?.at).toBeGreaterThanOrEqual(door.closedAt ?? Infinity);
    for (let from = 0; from < took; from += 1_000) {
      const inASecond = door.told.filter(({ at }) => at >= from && at < from + 1_000).length;
      expect(inASecond).toBeLessThanOrEqual(SENT_AWAY_PER_SECOND + 2);
    }
    for (const { retryAfterMs } of door.told) {
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(STEP_MS);
    }
    expect(took).toBeLessThan(NOTICED_AFTER_MS + (count / SENT_AWAY_PER_SECOND) * 1_000 + LAST_LEAVE_WITHIN_MS);
  });

  it('is over in its time, however many there are, and spreads them over it', async () => {
    const door = new Door();
    door.let(3_000, true);
    expect(await door.run(10_000)).toBeLessThan(8_000);
    expect(door.told).toHaveLength(3_000);
    const lastSecond = door.told.filter(({ at }) => at >= (door.told.at(-1)?.at ?? 0) - 1_000).length;
    expect(lastSecond).toBeLessThan(800);
  });

  it('tells those as well who came before the proxy knew', async () => {
    const door = new Door();
    door.let(1, true);
    door.clock.setTimeout(() => {
      door.let(1);
    }, NOTICED_AFTER_MS / 2);
    await door.run(10_000);
    expect(door.told).toHaveLength(2);
  });

  it('does not wait for long for who does not go', async () => {
    const door = new Door();
    door.let(1, true);
    const took = await door.run(10_000);
    expect(took).toBeGreaterThanOrEqual(NOTICED_AFTER_MS + LAST_LEAVE_WITHIN_MS);
    expect(took).toBeLessThan(NOTICED_AFTER_MS + LAST_LEAVE_WITHIN_MS + 3 * STEP_MS);
  });

  it('I6: sends nobody else while too many are on their way, and goes on at once when they have arrived', async () => {
    const door = new Door();
    door.let(100);
    door.takeMs = ON_THEIR_WAY_MS - 100;
    const took = await door.run(10_000);
    expect(door.told).toHaveLength(100);
    expect(door.mostAwaited).toBe(ON_THEIR_WAY_MAX);
    const rounds = 100 / ON_THEIR_WAY_MAX;
    expect(took).toBeLessThan(NOTICED_AFTER_MS + (rounds + 1) * ON_THEIR_WAY_MS);
  });

  it('waits for nobody of whom no server ever says that they are there, and leaves who is left to the others', async () => {
    const door = new Door();
    door.let(200);
    door.takeMs = 60_000;
    expect(await door.run(10_000)).toBeLessThan(8_000);
    const seconds = 7.5 - NOTICED_AFTER_MS / 1_000;
    expect(door.told.length).toBeGreaterThanOrEqual(Math.floor(seconds) * ON_THEIR_WAY_MAX);
    expect(door.told.length).toBeLessThanOrEqual(Math.ceil(seconds + 1) * ON_THEIR_WAY_MAX);
    expect(door.people.size).toBe(200 - door.told.length);
  });
});
