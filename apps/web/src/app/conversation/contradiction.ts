import type { LogItem } from '@hearken/protocol';
import type { LogDraft, Outgoing } from './log-draft';

/**
 * Own entries of the outbox under whose number the server holds other words: this store did not know what another one
 * of this person had numbered (an older store came back, or one that was out of reach for a while).
 */
export function contradicted(draft: LogDraft, items: readonly LogItem[]): readonly Outgoing[] {
  const { stream, partnerId } = draft.room;
  const durable = new Map<number, string>();
  for (const item of items) {
    if (item.kind !== 'gap' && item.author !== partnerId && item.stream === stream) durable.set(item.n, item.nonce);
  }
  if (durable.size === 0) return [];
  return draft.outbox().filter(({ entry, place }) => (durable.get(place.n) ?? entry.nonce) !== entry.nonce);
}

/**
 * Takes false places back: what stood there, and everything behind it, waits for a number again, in the old order and
 * before all that waits already. Until it has a true place nothing that is said of numbers is true of it.
 */
export function disown(draft: LogDraft, items: readonly LogItem[]): void {
  const wrong = contradicted(draft, items);
  const falsely = new Set(wrong.map(({ key }) => key));
  let isBehind = false;
  for (const { key, entry, place } of draft.outbox()) {
    isBehind ||= falsely.has(key);
    if (!isBehind) continue;
    const places = falsely.has(key) ? entry.places.slice(0, -1) : entry.places;
    draft.put(key, { ...entry, fate: 'waiting', places, t: place.n - draft.room.lastN - 1 });
  }
  const [first] = wrong;
  if (first === undefined) return;
  const lastN = first.place.n - 1;
  // The claim goes on from there, so that what does stand under those numbers comes back.
  const { own, stream } = draft.room;
  draft.set({ lastN, ...(own.stream === stream ? { own: { stream, n: lastN } } : {}) });
}
