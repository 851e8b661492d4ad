import type { RoomId } from '../ids.js';
import { REPORT_ENTRIES, REPORT_NOTE_MAX, TEXT_MAX } from '../limits.js';
import { REPORT_REASONS, type CopiedText, type ReportReason, type RoomDelete, type RoomReport } from '../report.js';
import { IfPresent, IsChatText, IsListOf, IsOneOf, IsShortText, IsUlid, IsWhole } from './checks.js';

const COPY_AUTHORS = ['me', 'partner'] as const;

/** One text of the copy that goes with a report. */
export class CopiedTextDto implements CopiedText {
  @IsOneOf(COPY_AUTHORS)
  readonly by!: (typeof COPY_AUTHORS)[number];

  @IsChatText(TEXT_MAX)
  readonly text!: string;

  @IsWhole(0)
  readonly at!: number;
}

export class RoomReportDto implements RoomReport {
  @IsUlid()
  readonly roomId!: RoomId;

  @IsOneOf(REPORT_REASONS)
  readonly reason!: ReportReason;

  @IfPresent()
  @IsShortText(REPORT_NOTE_MAX)
  readonly note?: string;

  @IfPresent()
  @IsListOf(() => CopiedTextDto, 1, REPORT_ENTRIES)
  readonly copy?: readonly CopiedTextDto[];
}

export class RoomDeleteDto implements RoomDelete {
  @IsUlid()
  readonly roomId!: RoomId;
}
