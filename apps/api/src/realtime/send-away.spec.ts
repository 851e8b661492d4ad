import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { LAST_LEAVE_WITHIN_MS, NOTICED_AFTER_MS, SENT_AWAY_PER_SECOND, SendAway, STEP_MS } from './send-away.js';

/** A door with people behind it; they leave when they are told to, unless they are deaf. */
class Door {
  readonly clock = new ManualClock();
  readonly people = new Set<{ readonly push: (event: string, payload: { readonly retryAfterMs: number }) => void }>();
  /** When each was told, ms since the beginning, and what. */
  readonly told: { readonly at: number; readonly retryAfterMs: number }[] = [];
  readonly sendAway = new SendAway({
    clock: this.clock,
    connected: () => this.people,
    closeDoor: () => {
      this.closedAt = this.#now;
    },
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
          if (!isDeaf) this.people.delete(leaver);
        },
      };
      this.people.add(leaver);
    }
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
});
