import { IsBoolean, IsString, Matches } from 'class-validator';
import { ERROR_CODES, type ErrorCode } from '../codes.js';
import type { Cursor } from '../entry.js';
import { ENTRY_ID_PATTERN, SLOTS, type Slot } from '../ids.js';
import { ITEMS_MAX, NOTE_MAX } from '../limits.js';
import type { RestProblem } from '../rest.js';
import { END_REASONS, type EndReason, PART_REASONS, type PartReason, type RoomEnd } from '../room.js';
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
import { BanNoticeDto } from './rest-auth.dto.js';
import { PartnerDto, RestStateDto } from './rest-state.dto.js';

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
  @IsWhole(0)
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

  @IsWhole(0)
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
  @IsWhole(1)
  readonly retryAfterMs?: number;

  @IfPresent()
  @IsObjectOf(() => RoomEndDto)
  readonly end?: RoomEndDto;

  @IfPresent()
  @IsObjectOf(() => BanNoticeDto)
  readonly ban?: BanNoticeDto;
}
