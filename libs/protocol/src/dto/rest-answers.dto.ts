import { IsBoolean, IsNumber, IsString, Matches } from 'class-validator';
import { ERROR_CODES, type ErrorCode } from '../codes.js';
import type { Cursor } from '../entry.js';
import { ENTRY_ID_PATTERN, PRIVATE_ID_PATTERN, SLOTS, type Slot } from '../ids.js';
import { ITEMS_MAX, NOTE_MAX, TEXT_MAX, UTC_OFFSET_MINUTES, type Limits } from '../limits.js';
import { COUNTRY_PATTERN, type Place } from '../place.js';
import { ROLES, type QueuePlace, type Role, type RoleCounts } from '../queue.js';
import type { RestProblem } from '../rest.js';
import { END_REASONS, PART_REASONS, type EndReason, type PartReason, type RoomEnd } from '../room.js';
import { QUEUE_GATES, type Announcement, type SiteSettings } from '../session.js';
import type { RoleStats, Stats } from '../stats.js';
import {
  IfPresent,
  IsEntryNumber,
  IsLamportTime,
  IsListOf,
  IsNonce,
  IsObjectOf,
  IsOneOf,
  IsPublicId,
  IsUlid,
  IsWhole,
} from './checks.js';
import { CursorDto } from './cursor.dto.js';

/**
 * Answers of the REST facade, for its description. Nothing checks an answer at run time; the tests hold real ones
 * against these. A union is one class here, with the fields of each kind absent where they do not belong.
 */

const MANY = Number.MAX_SAFE_INTEGER;

export class RoleCountsDto implements RoleCounts {
  @IsWhole(0, MANY)
  readonly waiting!: number;

  @IsWhole(0, MANY)
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
  @IsWhole(0, MANY)
  readonly enteredAt?: number;

  @IfPresent()
  @IsWhole(1, MANY)
  readonly position?: number;

  @IfPresent()
  @IsNumber()
  readonly waitedMs?: number;

  @IfPresent()
  @IsNumber()
  readonly opensInMs?: number;

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
  @IsWhole(0, MANY)
  readonly createdAt?: number;

  @IfPresent()
  @IsWhole(0, MANY)
  readonly ageMs?: number;

  @IfPresent()
  @IsBoolean()
  readonly metBefore?: boolean;
}

export class LimitsDto implements Limits {
  @IsWhole(1, TEXT_MAX)
  readonly textMax!: number;

  @IsWhole(1, MANY)
  readonly frameMaxBytes!: number;

  @IsNumber()
  readonly textsPerSecond!: number;

  @IsWhole(1, MANY)
  readonly textsBurst!: number;

  @IsWhole(1, MANY)
  readonly textsPerMinute!: number;

  @IsWhole(0, MANY)
  readonly nextAfterMs!: number;

  @IsWhole(0, MANY)
  readonly widenAfterMs!: number;
}

export class AnnouncementShownDto implements Announcement {
  @IsWhole(0, MANY)
  readonly id!: number;

  @IsString()
  readonly text!: string;

  @IsOneOf(['all', 'role', 'room', 'person'])
  readonly audience!: Announcement['audience'];

  @IfPresent()
  @IsUlid()
  readonly roomId?: string;

  @IfPresent()
  @IsWhole(0, MANY)
  readonly expiresAt?: number;

  @IfPresent()
  @IsWhole(0, MANY)
  readonly restartAt?: number;
}

export class SiteSettingsDto implements SiteSettings {
  @IsOneOf(QUEUE_GATES)
  readonly queue!: SiteSettings['queue'];

  @IfPresent()
  @IsString()
  readonly notice?: string;

  @IsWhole(0, MANY)
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
  @IsWhole(0, MANY)
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

  @IsWhole(0, MANY)
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

/** An entry of a conversation, or a gap in it (`kind: gap`, with `reason`, `from` and `to` instead of a place). */
export class LogItemDto {
  @IsOneOf(['text', 'like', 'unlike', 'gap'])
  readonly kind!: 'text' | 'like' | 'unlike' | 'gap';

  @IsUlid()
  readonly roomId!: string;

  @IsPublicId()
  readonly author!: string;

  @IfPresent()
  @Matches(ENTRY_ID_PATTERN)
  readonly id?: string;

  @IfPresent()
  @IsUlid()
  readonly stream?: string;

  @IfPresent()
  @IsEntryNumber(1)
  readonly n?: number;

  @IfPresent()
  @IsLamportTime()
  readonly t?: number;

  @IfPresent()
  @IsNonce()
  readonly nonce?: string;

  @IfPresent()
  @IsWhole(0, MANY)
  readonly at?: number;

  @IfPresent()
  @IsString()
  readonly text?: string;

  @IfPresent()
  @IsNonce()
  readonly replyTo?: string;

  @IfPresent()
  @IsNonce()
  readonly target?: string;

  @IfPresent()
  @IsOneOf(['held', 'stream'])
  readonly reason?: 'held' | 'stream';

  @IfPresent()
  @IsObjectOf(() => CursorDto)
  readonly from?: Cursor;

  @IfPresent()
  @IsObjectOf(() => CursorDto)
  readonly to?: Cursor;
}

export class RoomEndDto implements RoomEnd {
  @IsUlid()
  readonly roomId!: string;

  @IsOneOf(END_REASONS)
  readonly reason!: EndReason;

  @IsOneOf(['you', 'partner', 'system'])
  readonly by!: 'you' | 'partner' | 'system';

  @IfPresent()
  @IsOneOf(PART_REASONS)
  readonly because?: PartReason;

  /** At most NOTE_MAX code points. */
  @IfPresent()
  @IsString()
  readonly note?: string;

  @IsWhole(0, MANY)
  readonly endedAt!: number;

  @IfPresent()
  @IsOneOf(['you', 'partner'])
  readonly deleted?: 'you' | 'partner';

  @IsListOf(() => CursorDto, 0, NOTE_MAX)
  readonly mine!: readonly CursorDto[];

  @IsListOf(() => CursorDto, 0, NOTE_MAX)
  readonly partner!: readonly CursorDto[];
}

export class MessagesPageDto {
  @IsUlid()
  readonly roomId!: string;

  @IsOneOf(SLOTS)
  readonly slot!: Slot;

  @IsObjectOf(() => PartnerDto)
  readonly partner!: PartnerDto;

  @IsListOf(() => LogItemDto, 0, ITEMS_MAX)
  readonly items!: readonly LogItemDto[];

  @IsString()
  readonly cursor!: string;

  @IsBoolean()
  readonly more!: boolean;

  @IsObjectOf(() => CursorDto)
  readonly delivered!: CursorDto;

  @IfPresent()
  @IsObjectOf(() => RoomEndDto)
  readonly end?: RoomEndDto;
}

export class LikeAnswerDto {
  @Matches(ENTRY_ID_PATTERN)
  readonly messageId!: string;

  @IsBoolean()
  readonly liked!: boolean;
}

export class PartAnswerDto {
  @IsObjectOf(() => RoomEndDto)
  readonly end!: RoomEndDto;

  @IsObjectOf(() => RestStateDto)
  readonly state!: RestStateDto;
}

export class RestProblemDto implements Omit<RestProblem, 'ban'> {
  @IsOneOf(['about:blank'])
  readonly type!: 'about:blank';

  @IsString()
  readonly title!: string;

  @IsWhole(400, 599)
  readonly status!: number;

  @IfPresent()
  @IsOneOf(ERROR_CODES)
  readonly code?: ErrorCode;

  @IfPresent()
  @IsString()
  readonly detail?: string;

  @IfPresent()
  @IsWhole(1, MANY)
  readonly retryAfterMs?: number;

  @IfPresent()
  @IsObjectOf(() => RoomEndDto)
  readonly end?: RoomEndDto;

  @IfPresent()
  @IsObjectOf(() => BanNoticeDto)
  readonly ban?: BanNoticeDto;
}

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
