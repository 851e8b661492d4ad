import type { Pinned } from '../processes.ts';
import { waiter, type Waiter } from './matcher.ts';

/** The matcher of several servers, as far as it is measured. */
export interface SharedMatcher {
  put(person: Waiter, met: readonly never[]): Promise<void>;
  take(now: number): Promise<readonly unknown[]>;
}

/** What one step costs: what the caller waits, and what the one Redis is busy for, both µs. */
interface Cost {
  readonly waitUs: number;
  readonly redisUs: number;
}

/** Figures of the matcher on Redis at one length of the queue. */
export interface SharedFigures {
  readonly join: Cost;
  readonly joinsPerSecond: number;
  readonly pairing: Cost;
}

const PAIRINGS = 2_000;
/** Servers look for pairs after each burst of joins: newcomers are looked at then, once. */
const JOINS_A_TAKE = 250;
/** Joins under way at once, as from a handful of servers: the next does not wait for the answer to the one before. */
const TOGETHER = 16;

/** A crowd of venters joins; then listeners come one at a time, and for each who is paired a new venter joins. */
export async function measureShared(matcher: SharedMatcher, redis: Pinned, size: number): Promise<SharedFigures> {
  const startedAt = Date.now();
  const joined = await timed(redis, size, async () => {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let at = next++; at < size; at = next++) {
        await matcher.put(waiter(`venter ${String(at)}`, 'vent', startedAt), []);
        if (at % JOINS_A_TAKE === 0) await matcher.take(Date.now());
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, lane));
  });
  await matcher.take(Date.now());
  const pairing = await timed(redis, PAIRINGS, async () => {
    for (let at = 0; at < PAIRINGS; at++) await pairOne(matcher, at);
  });
  return { join: joined, joinsPerSecond: 1_000_000 / joined.waitUs, pairing };
}

async function pairOne(matcher: SharedMatcher, at: number): Promise<void> {
  const now = Date.now();
  await matcher.put(waiter(`listener ${String(at)}`, 'listen', now), []);
  await matcher.put(waiter(`later ${String(at)}`, 'vent', now), []);
  if ((await matcher.take(now)).length !== 1) throw new Error('somebody was not paired');
}

async function timed(redis: Pinned, steps: number, action: () => Promise<void>): Promise<Cost> {
  const [cpu, began] = [await redis.cpuUs(), performance.now()];
  await action();
  const waitUs = ((performance.now() - began) * 1_000) / steps;
  return { waitUs, redisUs: ((await redis.cpuUs()) - cpu) / steps };
}
