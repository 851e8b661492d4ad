/** MongoDB's code for a second document under a unique key. */
const DUPLICATE_KEY = 11_000;

/** Whether a write was refused because a unique key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === DUPLICATE_KEY;
}

/** Whether the server (not the network) ended a transaction in a way that a new attempt may get past. */
export function isTransactionConflict(error: unknown): boolean {
  return codeOf(error) !== undefined && hasLabel(error, 'TransientTransactionError');
}

/**
 * Which documents of an unordered insert were refused, by index, and whether for a taken key; undefined when the fate of
 * the whole insert is unknown. All others are then stored as the write concern demands.
 */
export function refusedInserts(error: unknown): ReadonlyMap<number, { readonly isDuplicate: boolean }> | undefined {
  if (!isObject(error) || !Array.isArray(error['writeErrors']) || error['writeErrors'].length === 0) return undefined;
  if (hasWriteConcernError(error)) return undefined;
  const refused = new Map<number, { readonly isDuplicate: boolean }>();
  for (const each of error['writeErrors'] as readonly unknown[]) {
    if (!isObject(each) || typeof each['index'] !== 'number') return undefined;
    refused.set(each['index'], { isDuplicate: each['code'] === DUPLICATE_KEY });
  }
  return refused;
}

function hasWriteConcernError(error: Readonly<Record<string, unknown>>): boolean {
  const result = error['result'];
  if (!isObject(result) || typeof result['getWriteConcernError'] !== 'function') return true;
  return result['getWriteConcernError']() !== undefined;
}

function hasLabel(error: unknown, label: string): boolean {
  return (
    isObject(error) &&
    typeof error['hasErrorLabel'] === 'function' &&
    (error['hasErrorLabel'] as (label: string) => boolean)(label)
  );
}

function codeOf(error: unknown): number | undefined {
  return isObject(error) && typeof error['code'] === 'number' ? error['code'] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
