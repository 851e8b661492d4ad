import { IsBoolean, IsNumber, IsString, Matches } from 'class-validator';
import { PRIVATE_ID_PATTERN } from '../ids.js';
import { ITEMS_MAX, type Limits, TEXT_MAX } from '../limits.js';
import { type Announcement, QUEUE_GATES, type SiteSettings } from '../session.js';
import { IfPresent, IsListOf, IsObjectOf, IsOneOf, IsPublicId, IsUlid, IsWhole } from './checks.js';
import { RestStateDto } from './rest-state.dto.js';

export class LimitsDto implements Limits {
  @IsWhole(1, TEXT_MAX)
  readonly textMax!: number;

  @IsWhole(1)
  readonly frameMaxBytes!: number;

  @IsNumber()
  readonly textsPerSecond!: number;

  @IsWhole(1)
  readonly textsBurst!: number;

  @IsWhole(1)
  readonly textsPerMinute!: number;

  @IsWhole(0)
  readonly nextAfterMs!: number;

  @IsWhole(0)
  readonly widenAfterMs!: number;
}

export class AnnouncementShownDto implements Announcement {
  @IsWhole(0)
  readonly id!: number;

  @IsString()
  readonly text!: string;

  @IsOneOf(['all', 'role', 'room', 'person'])
  readonly audience!: Announcement['audience'];

  @IfPresent()
  @IsUlid()
  readonly roomId?: string;

  @IfPresent()
  @IsWhole(0)
  readonly expiresAt?: number;

  @IfPresent()
  @IsWhole(0)
  readonly restartAt?: number;
}

export class SiteSettingsDto implements SiteSettings {
  @IsOneOf(QUEUE_GATES)
  readonly queue!: SiteSettings['queue'];

  @IfPresent()
  @IsString()
  readonly notice?: string;

  @IsWhole(0)
  readonly guidelinesVersion!: number;
}

export class AppealStateDto {
  @IsOneOf(['possible', 'sent', 'kept'])
  readonly is!: 'possible' | 'sent' | 'kept';

  @IfPresent()
  @IsString()
  readonly ticket?: string;

  @IfPresent()
  @IsString()
  readonly note?: string;
}

export class BanNoticeDto {
  @IsString()
  readonly reason!: string;

  @IfPresent()
  @IsWhole(0)
  readonly expiresAt?: number;

  @IsObjectOf(() => AppealStateDto)
  readonly appeal!: AppealStateDto;
}

export class AuthAnswerDto {
  @Matches(PRIVATE_ID_PATTERN)
  readonly privateId!: string;

  @IsPublicId()
  readonly publicId!: string;

  @IsBoolean()
  readonly isNew!: boolean;

  @IsString()
  readonly serverVersion!: string;

  @IsBoolean()
  readonly volatile!: boolean;

  @IsWhole(0)
  readonly now!: number;

  @IsObjectOf(() => LimitsDto)
  readonly limits!: LimitsDto;

  @IfPresent()
  @IsBoolean()
  readonly showsPlaces?: boolean;

  @IsObjectOf(() => RestStateDto)
  readonly state!: RestStateDto;

  @IsListOf(() => AnnouncementShownDto, 0, ITEMS_MAX)
  readonly announcements!: readonly AnnouncementShownDto[];

  @IfPresent()
  @IsNumber({}, { each: true })
  readonly withdrawn?: readonly number[];

  @IfPresent()
  @IsObjectOf(() => SiteSettingsDto)
  readonly site?: SiteSettingsDto;
}
