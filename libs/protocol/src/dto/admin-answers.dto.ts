import { IsString } from 'class-validator';
import { ADMIN_PROBLEM_STATUS, type AdminProblem, type AdminProblemCode } from '../admin/index.js';
import { IfPresent, IsOneOf, IsWhole } from './checks.js';

/** What a route of the operators is refused with, for the description of the API. */
export class AdminProblemDto implements Omit<AdminProblem, 'code'> {
  @IsOneOf(['about:blank'])
  readonly type!: 'about:blank';

  @IsString()
  readonly title!: string;

  @IsWhole(400, 599)
  readonly status!: number;

  /** Absent where nothing of the API was meant: an address that is none. */
  @IfPresent()
  @IsOneOf(Object.keys(ADMIN_PROBLEM_STATUS))
  readonly code?: AdminProblemCode;

  @IfPresent()
  @IsString()
  readonly detail?: string;

  @IfPresent()
  @IsWhole(1)
  readonly retryAfterMs?: number;
}
