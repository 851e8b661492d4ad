import { IsNumber, IsString } from 'class-validator';
import type { Role } from '../queue.js';
import type { RoleStats, Stats } from '../stats.js';
import { IfPresent, IsObjectOf, IsWhole } from './checks.js';
import { RoleCountsDto } from './rest-state.dto.js';

const MANY = Number.MAX_SAFE_INTEGER;

export class RoleStatsDto extends RoleCountsDto implements RoleStats {
  @IsWhole(0, MANY)
  readonly talking!: number;
}

export class RolesStatsDto implements Readonly<Record<Role, RoleStats>> {
  @IsObjectOf(() => RoleStatsDto)
  readonly vent!: RoleStatsDto;

  @IsObjectOf(() => RoleStatsDto)
  readonly listen!: RoleStatsDto;

  @IsObjectOf(() => RoleStatsDto)
  readonly talk!: RoleStatsDto;
}

export class StatsDto implements Stats {
  @IsString()
  readonly version!: string;

  @IsWhole(0, MANY)
  readonly uptimeSeconds!: number;

  @IsWhole(0, MANY)
  readonly online!: number;

  @IsWhole(0, MANY)
  readonly waiting!: number;

  @IsWhole(0, MANY)
  readonly talking!: number;

  @IfPresent()
  @IsNumber()
  readonly medianWaitMs?: number;

  @IsObjectOf(() => RolesStatsDto)
  readonly roles!: RolesStatsDto;
}
