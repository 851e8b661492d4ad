import { IsBoolean, IsIn } from 'class-validator';
import { ROLES, type QueueJoin, type Role } from '../queue.js';
import { IfPresent } from './checks.js';

export class QueueJoinDto implements QueueJoin {
  @IsIn(ROLES)
  readonly role!: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;
}

/** The payload of a request that carries nothing: `{}`. */
export class NothingDto {}
