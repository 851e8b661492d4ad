import { FRAME_MAX_BYTES, REPORT_ENTRIES, type CopiedText } from '@hearken/protocol';
import type { RoomLog } from '../conversation/room-log';
import { LineView } from './line-view';

/** Left in the frame for the rest of the report, bytes. */
const REST_BYTES = 6_144;

/** The newest texts of a deleted conversation that fit into a report of it; nothing of one that the server still has. */
export function copyOf(log: RoomLog): { readonly copy?: readonly CopiedText[] } {
  const { end } = log.room;
  if (end?.is !== 'told' || end.end.deleted === undefined) return {};
  const texts = new LineView().lines(log).filter((line) => line.kind === 'text');
  const copy: CopiedText[] = [];
  let left = FRAME_MAX_BYTES - REST_BYTES;
  for (const { isMine, text, at } of texts.slice(-REPORT_ENTRIES).reverse()) {
    const copied: CopiedText = { by: isMine ? 'me' : 'partner', text, at };
    left -= new TextEncoder().encode(JSON.stringify(copied)).length + 1;
    if (left < 0) break;
    copy.unshift(copied);
  }
  return copy.length === 0 ? {} : { copy };
}
