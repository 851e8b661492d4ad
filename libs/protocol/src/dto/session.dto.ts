import { IsBoolean, Matches } from 'class-validator';
import { APP_VERSION_PATTERN, DEVICE_KEY_PATTERN, PRIVATE_ID_PATTERN } from '../ids.js';
import { ROLES, type Role } from '../queue.js';
import { LASTING_ENDS, type LastingEnd } from '../room.js';
import { NUMBERINGS, type Numbering, type SessionPreferences, type SessionRegister } from '../session.js';
import { IfPresent, IsNonce, IsObjectOf, IsOneOf, IsPublicId, IsWhole, IsWords } from './checks.js';
import { PlaceWishDto } from './place.dto.js';
import { RoomClaimDto } from './room.dto.js';

export class SessionRegisterDto implements SessionRegister {
  @IsWhole(0, 65_535)
  readonly protocol!: number;

  @Matches(APP_VERSION_PATTERN, { message: '$property must be a version' })
  readonly app!: string;

  @IsNonce()
  readonly store!: string;

  @IsWhole(1)
  readonly attempt!: number;

  @IfPresent()
  @Matches(PRIVATE_ID_PATTERN, { message: '$property must be 43 base64url characters' })
  readonly privateId?: string;

  @IfPresent()
  @IsPublicId()
  readonly publicId?: string;

  @IfPresent()
  @Matches(DEVICE_KEY_PATTERN, { message: '$property must be 43 base64url characters' })
  readonly device?: string;

  @IfPresent()
  @IsOneOf(ROLES)
  readonly role?: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;

  @IfPresent()
  @IsBoolean()
  readonly takeBreak?: boolean;

  @IfPresent()
  @IsOneOf(NUMBERINGS)
  readonly numbering?: Numbering;

  @IfPresent()
  @IsObjectOf(() => RoomClaimDto)
  readonly ended?: RoomClaimDto;

  @IfPresent()
  @IsWords(LASTING_ENDS)
  readonly endedWith?: readonly LastingEnd[];

  @IfPresent()
  @IsObjectOf(() => RoomClaimDto)
  readonly room?: RoomClaimDto;

  @IfPresent()
  @IsWhole(0)
  readonly announcementsSeen?: number;

  @IfPresent()
  @IsObjectOf(() => PlaceWishDto)
  readonly place?: PlaceWishDto;
}

export class SessionPreferencesDto implements SessionPreferences {
  @IsBoolean()
  readonly takeBreak!: boolean;

  @IfPresent()
  @IsObjectOf(() => PlaceWishDto)
  readonly place?: PlaceWishDto;
}
