import type { Cursor } from '../entry.js';
import type { StreamId } from '../ids.js';
import { IsEntryNumber, IsUlid } from './checks.js';

export class CursorDto implements Cursor {
  @IsUlid()
  readonly stream!: StreamId;

  @IsEntryNumber(0)
  readonly n!: number;
}
