import { isDeepStrictEqual } from 'node:util';

/** A promise that a server did not keep: what was promised, what came instead. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
}

/**
 * Fails unless `condition` holds.
 *
 * @param promise what the contract says, in words
 * @param came what came instead; shown as JSON
 */
export function promised(condition: boolean, promise: string, came?: unknown): asserts condition {
  if (!condition) throw new ConformanceFailure(came === undefined ? promise : `${promise}; came: ${shown(came)}`);
}

/** Fails unless both are the same by value. */
export function same(actual: unknown, expected: unknown, promise: string): void {
  promised(isDeepStrictEqual(actual, expected), `${promise}: ${shown(expected)}`, actual);
}

/** A value in a message: JSON, cut at a length that can be read. */
export function shown(value: unknown): string {
  const text = value instanceof Error ? value.message : asJson(value);
  return text.length > 2_500 ? `${text.slice(0, 2_500)}... (${String(text.length)} characters)` : text;
}

function asJson(value: unknown): string {
  try {
    return value === undefined ? 'undefined' : JSON.stringify(value);
  } catch {
    return 'what cannot be shown';
  }
}
