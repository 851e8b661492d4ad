/** Somebody who waits, as the matcher wants it. */
export interface Waiter {
  readonly holder: { readonly publicId: string; readonly gen: number; readonly reg: string };
  readonly device: string;
  readonly present: boolean;
  readonly entry: {
    readonly role: 'vent' | 'listen' | 'talk';
    readonly widen: boolean;
    readonly front: boolean;
    readonly enteredAt: number;
    readonly opensAt: number;
  };
}

interface Pool {
  put(person: Waiter, met: readonly never[]): void;
  take(now: number): readonly unknown[];
  position(publicId: string): number | undefined;
}

/** The api's pool, as built. */
export type PoolFactory = new (options: {
  readonly sameDeviceMayMeet: boolean;
  readonly widenAfterMs: number;
  readonly relaxAfterMs: number;
}) => Pool;

/** Microseconds of one step. */
export interface MatcherFigures {
  readonly joinUs: number;
  readonly positionUs: number;
  readonly pairingUs: number;
}

/** Above this the array takes minutes to say what is known. */
export const MAX_NAIVE = 100_000;

const PAIRINGS = 2_000;
const OPTIONS = { sameDeviceMayMeet: false, widenAfterMs: 10_000, relaxAfterMs: 30_000 };

/** A crowd of venters waits; listeners come one at a time, and for each who is paired a new venter joins. */
export function measurePool(Factory: PoolFactory, size: number): MatcherFigures {
  const pool = new Factory(OPTIONS);
  const joinUs = perStep(size, (at) => {
    pool.put(waiter(`venter ${String(at)}`, 'vent', at), []);
  });
  pool.take(size);
  const positionUs = perStep(PAIRINGS, (at) => pool.position(`venter ${String((at * 7_919) % size)}`));
  const pairingUs = perStep(PAIRINGS, (at) => {
    pool.put(waiter(`listener ${String(at)}`, 'listen', size + at), []);
    pool.put(waiter(`later ${String(at)}`, 'vent', size + at), []);
    if (pool.take(size + at).length !== 1) throw new Error('somebody was not paired');
  });
  return { joinUs, positionUs, pairingUs };
}

/** The same on one array in order of joining: find the first who fits, cut both out. */
export function measureNaive(size: number): MatcherFigures {
  const waiting: Waiter[] = [];
  const joinUs = perStep(size, (at) => waiting.push(waiter(`venter ${String(at)}`, 'vent', at)));
  const steps = Math.max(20, Math.min(PAIRINGS, 2_000_000 / size));
  const positionUs = perStep(steps, (at) => {
    const wanted = `venter ${String((at * 7_919) % size)}`;
    return waiting.findIndex(({ holder }) => holder.publicId === wanted);
  });
  const pairingUs = perStep(steps, (at) => {
    waiting.push(waiter(`listener ${String(at)}`, 'listen', size + at));
    waiting.push(waiter(`later ${String(at)}`, 'vent', size + at));
    if (!pairFirst(waiting)) throw new Error('somebody was not paired');
  });
  return { joinUs, positionUs, pairingUs };
}

/** Looks at everybody in turn, as a tick without memory does: nobody knows who is new. */
function pairFirst(waiting: Waiter[]): boolean {
  for (const [at, left] of waiting.entries()) {
    if (left.entry.role !== 'vent') continue;
    const partner = waiting.findIndex((right) => right.entry.role === 'listen' && right.device !== left.device);
    if (partner < 0) return false;
    waiting.splice(Math.max(at, partner), 1);
    waiting.splice(Math.min(at, partner), 1);
    return true;
  }
  return false;
}

/** Somebody on a device of their own. */
export function waiter(publicId: string, role: 'vent' | 'listen', at: number): Waiter {
  return {
    holder: { publicId, gen: 1, reg: 'reg' },
    device: `device of ${publicId}`,
    present: true,
    entry: { role, widen: false, front: false, enteredAt: at, opensAt: at },
  };
}

function perStep(steps: number, step: (at: number) => unknown): number {
  const began = performance.now();
  for (let at = 0; at < steps; at += 1) step(at);
  return ((performance.now() - began) * 1_000) / steps;
}
