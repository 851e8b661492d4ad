import { IsBoolean } from 'class-validator';
import { ROLES, type QueueJoin, type Role } from '../queue.js';
import { IfPresent, IsOneOf } from './checks.js';

export class QueueJoinDto implements QueueJoin {
  @IsOneOf(ROLES)
  readonly role!: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;
}

/** The payload of a request that carries nothing: `{}`. */
export class NothingDto {}
