import { IsBoolean, Matches } from 'class-validator';
import { DEVICE_KEY_PATTERN, ENTRY_ID_PATTERN, type EntryId, type Nonce, type RoomId } from '../ids.js';
import { NOTE_MAX, REPORT_NOTE_MAX, TEXT_MAX } from '../limits.js';
import { ROLES, type Role } from '../queue.js';
import { REPORT_REASONS, type ReportReason } from '../report.js';
import type {
  AuthRequest,
  LikeRequest,
  MessageDraft,
  PartRequest,
  QueueRequest,
  ReportRequest,
  TypingRequest,
} from '../rest.js';
import { PART_REASONS, type PartReason } from '../room.js';
import { IfPresent, IsChatText, IsNonce, IsObjectOf, IsOneOf, IsShortText, IsUlid } from './checks.js';
import { PlaceWishDto } from './place.dto.js';

/** Bodies of the REST facade. */

export class AuthRequestDto implements AuthRequest {
  @IfPresent()
  @Matches(DEVICE_KEY_PATTERN, { message: '$property must be 43 base64url characters' })
  readonly device?: string;

  @IfPresent()
  @IsObjectOf(() => PlaceWishDto)
  readonly place?: PlaceWishDto;
}

export class QueueRequestDto implements QueueRequest {
  @IsOneOf(ROLES)
  readonly queueType!: Role;

  @IfPresent()
  @IsBoolean()
  readonly widen?: boolean;
}

export class MessageDraftDto implements MessageDraft {
  @IsNonce()
  readonly nonce!: Nonce;

  @IsChatText(TEXT_MAX)
  readonly content!: string;

  @IfPresent()
  @IsNonce()
  readonly replyTo?: Nonce;

  @IfPresent()
  @IsUlid()
  readonly roomId?: RoomId;
}

export class LikeRequestDto implements LikeRequest {
  @Matches(ENTRY_ID_PATTERN, { message: '$property must be the id of a message' })
  readonly messageId!: EntryId;
}

export class TypingRequestDto implements TypingRequest {
  @IsBoolean()
  readonly typing!: boolean;

  @IfPresent()
  @IsUlid()
  readonly roomId?: RoomId;
}

export class PartRequestDto implements PartRequest {
  @IfPresent()
  @IsUlid()
  readonly roomId?: RoomId;

  @IfPresent()
  @IsOneOf(PART_REASONS)
  readonly because?: PartReason;

  @IfPresent()
  @IsShortText(NOTE_MAX)
  readonly note?: string;
}

export class ReportRequestDto implements ReportRequest {
  @IfPresent()
  @IsUlid()
  readonly roomId?: RoomId;

  @IsOneOf(REPORT_REASONS)
  readonly reason!: ReportReason;

  @IfPresent()
  @IsShortText(REPORT_NOTE_MAX)
  readonly note?: string;
}
