import { ADMIN_PROBLEM_STATUS, type AdminProblemCode } from '@hearken/protocol';
import type { AdminAnswer } from './admin-fetch';

/** `unreachable`: no answer at all. `internal`: an answer that is none of ours. */
export type RefusalCode = AdminProblemCode | 'unreachable' | 'internal';

/** Something the server would not do, or could not be asked for. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';

  private constructor(
    readonly code: RefusalCode,
    /** English, for developers: names a field, never its content. */
    readonly detail?: string,
    /** After so many ms the next try counts. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  static of(code: RefusalCode): AdminRefusal {
    return new AdminRefusal(code);
  }

  /** The server did not answer. */
  static unreachable(cause: unknown): AdminRefusal {
    return new AdminRefusal('unreachable', undefined, undefined, { cause });
  }

  /** Reads problem+json; anything else is a fault of something between. */
  static async from(answer: AdminAnswer): Promise<AdminRefusal> {
    const problem: unknown = await answer.json().catch(() => undefined);
    if (typeof problem !== 'object' || problem === null || !('code' in problem)) return AdminRefusal.of('internal');
    const { code } = problem;
    const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : undefined;
    const wait =
      'retryAfterMs' in problem && typeof problem.retryAfterMs === 'number' ? problem.retryAfterMs : undefined;
    return isCode(code) ? new AdminRefusal(code, detail, wait) : AdminRefusal.of('internal');
  }

  /** Anything that was thrown, as a refusal. */
  static caught(fault: unknown): AdminRefusal {
    return fault instanceof AdminRefusal ? fault : new AdminRefusal('internal', undefined, undefined, { cause: fault });
  }
}

function isCode(code: unknown): code is AdminProblemCode {
  return typeof code === 'string' && Object.hasOwn(ADMIN_PROBLEM_STATUS, code);
}
