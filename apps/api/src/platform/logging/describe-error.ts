/** What of an error may be logged. */
export interface DescribedError {
  readonly name: string;
  readonly message?: string;
  readonly code?: string;
  /** Where it happened, one place a line, without the message that Node puts on top. */
  readonly at?: string;
  readonly cause?: DescribedError;
}

/**
 * Errors whose messages are words of a program about itself. Others may repeat what somebody wrote or where they come
 * from: JSON.parse quotes its input, MongoDB the key that is taken, Node's network errors the peer's address (I10).
 */
const TELLING = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'ChatError',
  'ConfigError',
  'EmbeddedMongoError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoTopologyClosedError',
]);

const DEPTH_MAX = 3;

/** An error as it is logged: its name, code and places; its message only where that cannot hold content. */
export function describeError(error: unknown, depth = 1): DescribedError {
  if (!isErrorLike(error)) return { name: typeof error };
  const name = typeof error.name === 'string' ? error.name : 'Error';
  const code = codeOf(error);
  // A system error is called Error too; its code says all that is safe.
  const isTelling = TELLING.has(name) && !(name === 'Error' && code !== undefined);
  const at = framesOf(error);
  return {
    name,
    ...(isTelling && typeof error.message === 'string' ? { message: error.message } : {}),
    ...(code === undefined ? {} : { code }),
    ...(at === undefined ? {} : { at }),
    ...(isErrorLike(error.cause) && depth < DEPTH_MAX ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** A refusal of Redis has no field for its code: its message begins with it. */
function codeOf(error: ErrorLike): string | undefined {
  if (typeof error.code === 'string' || typeof error.code === 'number') return String(error.code);
  if (error.name !== 'ReplyError' || typeof error.message !== 'string') return undefined;
  return /^[A-Z]+(?= )/.exec(error.message)?.[0];
}

interface ErrorLike {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error;
}

function framesOf({ stack }: ErrorLike): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? undefined : frames.map((line) => line.trim()).join('\n');
}
