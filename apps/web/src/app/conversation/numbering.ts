import type { LogDraft } from './log-draft';
import type { LogEntry } from './room-log';

/**
 * Gives an entry the next number of the current stream, and a time above everything held. It is shown at that time,
 * unless an earlier place of it is known to be durable: there the partner meets it first.
 */
export function place(draft: LogDraft, key: string, entry: LogEntry): void {
  const { stream } = draft.room;
  const n = draft.room.lastN + 1;
  const t = draft.room.clock + 1;
  draft.set({ lastN: n, clock: t });
  const shown = entry.isProven ? {} : { t };
  draft.put(key, { ...entry, ...shown, fate: 'outbox', places: [...entry.places, { stream, n, t }] });
}

/** While the own cursor is in the current stream it is at its tip: every number of it was given here. */
export function ownAtTip(draft: LogDraft): void {
  const { own, stream, lastN } = draft.room;
  if (own.stream === stream) draft.set({ own: { stream, n: lastN } });
}
