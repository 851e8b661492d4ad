import { HttpException } from '@nestjs/common';
import { ADMIN_PROBLEM_STATUS, type AdminProblemCode } from '@hearken/protocol';

/** A refusal of a route of the operators. Names fields and rules, never what was sent. */
export class AdminError extends HttpException {
  override readonly name = 'AdminError';

  private constructor(
    readonly code: AdminProblemCode,
    detail: string | undefined,
    readonly retryAfterMs?: number,
  ) {
    super(
      { code, ...(detail !== undefined && { detail }), ...(retryAfterMs !== undefined && { retryAfterMs }) },
      ADMIN_PROBLEM_STATUS[code],
    );
  }

  static of(code: Exclude<AdminProblemCode, 'locked' | 'rate-limited'>, detail?: string): AdminError {
    return new AdminError(code, detail);
  }

  /** A refusal that passes. */
  static after(code: 'locked' | 'rate-limited', retryAfterMs: number): AdminError {
    return new AdminError(code, undefined, Math.max(1, Math.ceil(retryAfterMs)));
  }
}
