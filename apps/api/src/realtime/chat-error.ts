import { ERROR_POLICIES, type BanNotice, type ErrorCode, type RoomEnd, type WireError } from '@hearken/protocol';

/** What goes with a code on the wire. */
export type ErrorDetails = Omit<WireError, 'code' | 'message'>;

/** A refusal that the person's browser is told. Its message names rules and fields, never content (I10). */
export class ChatError extends Error {
  override readonly name = 'ChatError';

  private constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, { cause });
  }

  static invalid(message: string): ChatError {
    return new ChatError('invalid', message);
  }

  static of(
    code: Exclude<ErrorCode, 'ended' | 'out-of-order' | 'conflict' | 'banned'>,
    message: string,
    cause?: unknown,
  ): ChatError {
    return new ChatError(code, message, {}, cause);
  }

  /** A refusal that passes: the same request is good again after `retryAfterMs`. */
  static after(
    code: 'rate-limited' | 'full' | 'draining' | 'try-later' | 'too-soon',
    retryAfterMs: number,
    message: string,
  ): ChatError {
    return new ChatError(code, message, { retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) });
  }

  /** The stream is durable up to `accepted` only, or holds other content there. */
  static accepted(code: 'out-of-order' | 'conflict', accepted: number): ChatError {
    return new ChatError(code, `the stream is held up to ${String(accepted)}`, { accepted });
  }

  static ended(end: RoomEnd): ChatError {
    return new ChatError('ended', 'the room has ended', { end });
  }

  static banned(ban: BanNotice): ChatError {
    return new ChatError('banned', 'this device is banned', { ban });
  }

  /** The form on the wire. */
  toWire(): WireError {
    return { code: this.code, message: this.message, ...this.details };
  }

  /** Whether the fault is the server's (logged as a warning) and not the sender's. */
  get isOurs(): boolean {
    return ERROR_POLICIES[this.code] === 'retry' && this.code !== 'rate-limited';
  }
}
