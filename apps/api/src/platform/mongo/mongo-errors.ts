import mongoose from 'mongoose';

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo;

/** MongoDB's code for a second document under a unique key. */
const DUPLICATE_KEY = 11_000;

/** Whether a write was refused because a unique key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether the server (not the network) ended a transaction in a way that a new attempt may get past. */
export function isTransactionConflict(error: unknown): boolean {
  return error instanceof MongoServerError && error.hasErrorLabel('TransientTransactionError');
}

/**
 * Which documents of an unordered insert were refused, by index, and whether for a taken key; undefined when the fate of
 * the whole insert is unknown. All others are then stored as the write concern demands.
 */
export function refusedInserts(error: unknown): ReadonlyMap<number, { readonly isDuplicate: boolean }> | undefined {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return undefined;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0) return undefined;
  return new Map(refused.map(({ index, code }) => [index, { isDuplicate: code === DUPLICATE_KEY }]));
}
