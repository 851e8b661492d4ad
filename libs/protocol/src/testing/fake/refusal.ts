import type { ErrorCode } from '../../codes.js';
import type { WireError } from '../../events.js';
import { SAMPLE_ROOM } from '../sample-payloads.js';

/** Thrown by the fake's honest half where a server refuses. */
export class FakeRefusal extends Error {
  override readonly name = 'FakeRefusal';

  constructor(readonly error: WireError) {
    super(error.code);
  }
}

/** A refusal with the details that belong to its code; for tests that walk all codes. */
export function refusal(code: ErrorCode, details: Partial<WireError> = {}): WireError {
  return { code, message: `as if: ${code}`, ...DETAILS[code], ...details };
}

const DETAILS: Partial<Record<ErrorCode, Partial<WireError>>> = {
  'rate-limited': { retryAfterMs: 100 },
  full: { retryAfterMs: 100 },
  draining: { retryAfterMs: 100 },
  'try-later': { retryAfterMs: 100 },
  'too-soon': { retryAfterMs: 1_000 },
  'out-of-order': { accepted: 0 },
  conflict: { accepted: 0 },
  ended: {
    end: { roomId: SAMPLE_ROOM, reason: 'leave', by: 'partner', endedAt: 1_795_269_600_000, mine: [], partner: [] },
  },
};
