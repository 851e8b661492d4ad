import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, Matches, Max, Min, ValidateNested } from 'class-validator';
import {
  APP_VERSION_PATTERN,
  DEVICE_KEY_PATTERN,
  NONCE_PATTERN,
  PRIVATE_ID_PATTERN,
  PUBLIC_ID_PATTERN,
} from '../ids.js';
import { ROLES, type Role } from '../queue.js';
import type { SessionPreferences, SessionRegister } from '../session.js';
import { IfPresent } from './checks.js';
import { RoomClaimDto } from './room.dto.js';

export class SessionRegisterDto implements SessionRegister {
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly protocol!: number;

  @Matches(APP_VERSION_PATTERN, { message: '$property must be a version' })
  readonly app!: string;

  @Matches(NONCE_PATTERN, { message: '$property must be 16 to 64 base64url characters' })
  readonly store!: string;

  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly attempt!: number;

  @IfPresent()
  @Matches(PRIVATE_ID_PATTERN, { message: '$property must be 43 base64url characters' })
  readonly privateId?: string;

  @IfPresent()
  @Matches(PUBLIC_ID_PATTERN, { message: '$property must be 22 base64url characters' })
  readonly publicId?: string;

  @IfPresent()
  @Matches(DEVICE_KEY_PATTERN, { message: '$property must be 43 base64url characters' })
  readonly device?: string;

  @IfPresent()
  @IsIn(ROLES)
  readonly role?: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;

  @IfPresent()
  @IsBoolean()
  readonly takeBreak?: boolean;

  @IfPresent()
  @ValidateNested()
  @Type(() => RoomClaimDto)
  readonly ended?: RoomClaimDto;

  @IfPresent()
  @ValidateNested()
  @Type(() => RoomClaimDto)
  readonly room?: RoomClaimDto;

  @IfPresent()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly announcementsSeen?: number;
}

export class SessionPreferencesDto implements SessionPreferences {
  @IsBoolean()
  readonly takeBreak!: boolean;
}
