import type { LikeBody, Nonce } from '@hearken/protocol';
import { ALL_RULES, type LogRules } from './log-rules';
import type { LogEntry } from './room-log';

type Entries = ReadonlyMap<string, LogEntry>;
type LikeRules = Pick<LogRules, 'unlikeIsFinal'>;

/**
 * Nonces of the texts that whoever received them likes: of several likes and unlikes the last one counts. A like of the
 * liker's own text, or of one that is not held, says nothing (no honest page sends one); it counts as soon as the text
 * is here. What was not sent, because the conversation had ended or the server refused it, does not count.
 */
export function likedTexts(entries: Entries, rules: LikeRules = ALL_RULES): ReadonlySet<Nonce> {
  const last = new Map<Nonce, LogEntry>();
  for (const entry of entries.values()) {
    if (entry.body.kind === 'text' || entry.fate === 'ended' || entry.fate === 'refused') continue;
    const target = entries.get(entry.body.target);
    if (target?.body.kind !== 'text' || target.isMine === entry.isMine) continue;
    // Likes of one text come from one person: time alone decides, and what waits is later than all.
    const before = last.get(target.nonce);
    const isSettled = rules.unlikeIsFinal && before?.body.kind === 'unlike';
    if (before === undefined || (timeOf(before) < timeOf(entry) && !isSettled)) last.set(target.nonce, entry);
  }
  const liked = new Set<Nonce>();
  for (const [nonce, entry] of last) if (entry.body.kind === 'like') liked.add(nonce);
  return liked;
}

/** Whether a like, or its withdrawal, is worth an entry: it is of a text of the partner's, and changes something. */
export function isWorthSaying(entries: Entries, { kind, target }: LikeBody): boolean {
  const text = entries.get(target);
  if (text?.body.kind !== 'text' || text.isMine) return false;
  return likedTexts(entries).has(target) !== (kind === 'like');
}

function timeOf(entry: LogEntry): number {
  return entry.fate === 'waiting' ? Number.MAX_SAFE_INTEGER / 2 + entry.t : entry.t;
}
