import { IsNumber, IsString } from 'class-validator';
import type { Role } from '../queue.js';
import type { RoleStats, Stats } from '../stats.js';
import { IfPresent, IsObjectOf, IsWhole } from './checks.js';
import { RoleCountsDto } from './rest-state.dto.js';

export class RoleStatsDto extends RoleCountsDto implements RoleStats {
  @IsWhole(0)
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

  @IsWhole(0)
  readonly uptimeSeconds!: number;

  @IsWhole(0)
  readonly online!: number;

  @IsWhole(0)
  readonly waiting!: number;

  @IsWhole(0)
  readonly talking!: number;

  @IfPresent()
  @IsNumber()
  readonly medianWaitMs?: number;

  @IsObjectOf(() => RolesStatsDto)
  readonly roles!: RolesStatsDto;
}
