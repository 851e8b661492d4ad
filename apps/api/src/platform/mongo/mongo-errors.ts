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

/** One write of several that the database refused for a reason of its own. */
export interface RefusedWrite {
  /** Its unique key is taken. */
  readonly isDuplicate: boolean;
  readonly cause: Error;
}

/**
 * Which writes of an unordered group were refused, by index; undefined when the fate of the whole group is unknown. All
 * others then stand as the write concern demands.
 */
export function refusedWrites(error: unknown): ReadonlyMap<number, RefusedWrite> | undefined {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return undefined;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0) return undefined;
  return new Map(refused.map(({ index, code }) => [index, { isDuplicate: code === DUPLICATE_KEY, cause: error }]));
}
