import { IsBoolean, IsNumber, IsString, Matches } from 'class-validator';
import { SLOTS, type Slot } from '../ids.js';
import { UTC_OFFSET_MINUTES } from '../limits.js';
import { COUNTRY_PATTERN, type Place } from '../place.js';
import { type QueuePlace, ROLES, type Role, type RoleCounts } from '../queue.js';
import { IfPresent, IsObjectOf, IsOneOf, IsPublicId, IsUlid, IsWhole } from './checks.js';

/**
 * Answers of the REST facade, for its description. Nothing checks an answer at run time; the tests hold real ones
 * against these. A union is one class here, with the fields of each kind absent where they do not belong.
 */

export class RoleCountsDto implements RoleCounts {
  @IsWhole(0)
  readonly waiting!: number;

  @IsWhole(0)
  readonly online!: number;

  @IfPresent()
  @IsNumber()
  readonly medianWaitMs?: number;
}

export class CountsDto implements Readonly<Record<Role, RoleCounts>> {
  @IsObjectOf(() => RoleCountsDto)
  readonly vent!: RoleCountsDto;

  @IsObjectOf(() => RoleCountsDto)
  readonly listen!: RoleCountsDto;

  @IsObjectOf(() => RoleCountsDto)
  readonly talk!: RoleCountsDto;
}

export class PresenceDto {
  @IsOneOf(['here', 'reconnecting'])
  readonly is!: 'here' | 'reconnecting';

  @IfPresent()
  @IsNumber()
  readonly leftMs?: number;

  @IfPresent()
  @IsBoolean()
  readonly isQuiet?: boolean;
}

export class PlaceDto implements Place {
  @IfPresent()
  @Matches(COUNTRY_PATTERN)
  readonly country?: string;

  @IfPresent()
  @IsString()
  readonly region?: string;

  @IfPresent()
  @IsWhole(UTC_OFFSET_MINUTES.min, UTC_OFFSET_MINUTES.max)
  readonly utcOffsetMinutes?: number;
}

export class PartnerDto {
  @IsPublicId()
  readonly publicId!: string;

  @IsOneOf(ROLES)
  readonly role!: Role;

  @IfPresent()
  @IsObjectOf(() => PresenceDto)
  readonly presence?: PresenceDto;

  @IfPresent()
  @IsObjectOf(() => PlaceDto)
  readonly place?: PlaceDto;
}

/** RestState: `idle` (NC), `queued` (Q) or `paired` (C). */
export class RestStateDto implements Partial<QueuePlace> {
  @IsOneOf(['idle', 'queued', 'paired'])
  readonly is!: 'idle' | 'queued' | 'paired';

  @IfPresent()
  @IsNumber()
  readonly joinInMs?: number;

  @IfPresent()
  @IsBoolean()
  readonly isHeld?: boolean;

  @IfPresent()
  @IsOneOf(ROLES)
  readonly role?: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;

  @IfPresent()
  @IsWhole(0)
  readonly enteredAt?: number;

  @IfPresent()
  @IsWhole(1)
  readonly position?: number;

  @IfPresent()
  @IsNumber()
  readonly waitedMs?: number;

  @IfPresent()
  @IsNumber()
  readonly opensInMs?: number;

  @IfPresent()
  @IsBoolean()
  readonly isPaused?: true;

  @IfPresent()
  @IsObjectOf(() => CountsDto)
  readonly counts?: CountsDto;

  @IfPresent()
  @IsUlid()
  readonly roomId?: string;

  @IfPresent()
  @IsObjectOf(() => PartnerDto)
  readonly partner?: PartnerDto;

  @IfPresent()
  @IsBoolean()
  readonly typing?: boolean;

  @IfPresent()
  @IsOneOf(SLOTS)
  readonly slot?: Slot;

  @IfPresent()
  @IsWhole(0)
  readonly createdAt?: number;

  @IfPresent()
  @IsWhole(0)
  readonly ageMs?: number;

  @IfPresent()
  @IsBoolean()
  readonly metBefore?: boolean;
}
