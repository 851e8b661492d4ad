import { IsBoolean, ValidateIf } from 'class-validator';
import type { Nonce, PublicId, RoomId, StreamId } from '../ids.js';
import { NOTE_MAX, SEND_MAX_ENTRIES, TEXT_MAX } from '../limits.js';
import {
  PART_REASONS,
  type PartReason,
  type RoomClaim,
  type RoomPart,
  type RoomReceived,
  type RoomThank,
  type RoomTouched,
  type RoomTyping,
} from '../room.js';
import {
  IfPresent,
  IsChatText,
  IsEntryNumber,
  IsLamportTime,
  IsListOf,
  IsNonce,
  IsObjectOf,
  IsOneOf,
  IsPublicId,
  IsShortText,
  IsUlid,
  OnlyFor,
} from './checks.js';
import { CursorDto, ReaderCursorDto } from './cursor.dto.js';

const ENTRY_KINDS = ['text', 'like', 'unlike'] as const;

/** One entry of `room:send`. One class for the union: `OnlyFor` refuses a field of the other kind. */
export class NewEntryDto {
  @IsOneOf(ENTRY_KINDS)
  readonly kind!: (typeof ENTRY_KINDS)[number];

  @IsEntryNumber(1)
  readonly n!: number;

  @IsLamportTime()
  readonly t!: number;

  @IsNonce()
  readonly nonce!: Nonce;

  @ValidateIf((entry: NewEntryDto) => entry.kind === 'text' || entry.text !== undefined)
  @OnlyFor('text')
  @IsChatText(TEXT_MAX)
  readonly text?: string;

  @IfPresent()
  @OnlyFor('text')
  @IsNonce()
  readonly replyTo?: Nonce;

  @ValidateIf((entry: NewEntryDto) => entry.kind !== 'text' || entry.target !== undefined)
  @OnlyFor('like', 'unlike')
  @IsNonce()
  readonly target?: Nonce;
}

export class RoomSendDto {
  @IsUlid()
  readonly roomId!: RoomId;

  @IsUlid()
  readonly stream!: StreamId;

  @IsListOf(() => NewEntryDto, 1, SEND_MAX_ENTRIES)
  readonly entries!: readonly NewEntryDto[];

  @IfPresent()
  @IsObjectOf(() => ReaderCursorDto)
  readonly received?: ReaderCursorDto;
}

export class RoomClaimDto implements RoomClaim {
  @IsUlid()
  readonly roomId!: RoomId;

  @IsPublicId()
  readonly partnerId!: PublicId;

  @IfPresent()
  @IsUlid()
  readonly stream?: StreamId;

  @IsEntryNumber(1)
  readonly outboxFrom!: number;

  @IsObjectOf(() => CursorDto)
  readonly received!: CursorDto;

  @IfPresent()
  @IsNonce()
  readonly receivedNonce?: Nonce;

  @IsObjectOf(() => CursorDto)
  readonly own!: CursorDto;
}

export class RoomReceivedDto implements RoomReceived {
  @IsUlid()
  readonly roomId!: RoomId;

  @IsObjectOf(() => ReaderCursorDto)
  readonly received!: ReaderCursorDto;
}

export class RoomTypingDto implements RoomTyping {
  @IsUlid()
  readonly roomId!: RoomId;

  @IsBoolean()
  readonly typing!: boolean;
}

/** `room:touched` and `room:thank`: a room, and nothing else. */
export class RoomNamedDto implements RoomTouched, RoomThank {
  @IsUlid()
  readonly roomId!: RoomId;
}

export class RoomPartDto implements RoomPart {
  @IsUlid()
  readonly roomId!: RoomId;

  @IfPresent()
  @IsOneOf(PART_REASONS)
  readonly because?: PartReason;

  @IfPresent()
  @IsShortText(NOTE_MAX)
  readonly note?: string;
}
