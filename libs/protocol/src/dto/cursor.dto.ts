import type { Cursor, ReaderCursor } from '../entry.js';
import type { Nonce, StreamId } from '../ids.js';
import { IfPresent, IsEntryNumber, IsNonce, IsUlid } from './checks.js';

export class CursorDto implements Cursor {
  @IsUlid()
  readonly stream!: StreamId;

  @IsEntryNumber(0)
  readonly n!: number;
}

export class ReaderCursorDto extends CursorDto implements ReaderCursor {
  @IfPresent()
  @IsNonce()
  readonly nonce?: Nonce;
}
