import type { LikeBody, LogItem, NewEntry, Nonce, RoomState } from '@hearken/protocol';
import { applyItems, type Applied } from '../../app/conversation/apply-items';
import { takeAccepted, takeDelivered } from '../../app/conversation/delivery';
import { isWorthSaying } from '../../app/conversation/likes';
import { LogDraft } from '../../app/conversation/log-draft';
import { ALL_RULES, type LogRules } from '../../app/conversation/log-rules';
import { addWaiting, nextFrame, numberWaiting } from '../../app/conversation/outbox';
import type { RoomLog } from '../../app/conversation/room-log';
import { openLog, takeOpen } from '../../app/conversation/take-answer';
import { room } from './wire';

const AT = 1_800_000_000_000;

/** Alice's log of a fresh room. */
export function freshLog(change: Partial<RoomState> = {}): RoomLog {
  return openLog(room(change), AT);
}

/** One step on a log. */
export function step(log: RoomLog, act: (draft: LogDraft) => void, rules: Partial<LogRules> = {}): RoomLog {
  const draft = new LogDraft(log, { ...ALL_RULES, ...rules });
  act(draft);
  return draft.finish()?.log ?? log;
}

/** Alice says these words; they get their numbers. */
export function say(log: RoomLog, ...words: readonly string[]): RoomLog {
  return step(log, (draft) => {
    for (const text of words) {
      addWaiting(draft, {
        nonce: `nonce-of-${text}`.padEnd(22, '-').slice(0, 22),
        body: { kind: 'text', text },
        at: AT,
      });
    }
    numberWaiting(draft);
  });
}

/** Alice likes a text of bob's, or takes it back; what needs no entry gets none. */
export function like(log: RoomLog, target: Nonce, kind: LikeBody['kind'] = 'like'): RoomLog {
  return step(log, (draft) => {
    if (!isWorthSaying(draft.entries, { kind, target })) return;
    const nonce = `${kind}-${String(draft.entries.size)}-of-${target}`.padEnd(22, '-').slice(0, 22);
    addWaiting(draft, { nonce, body: { kind, target }, at: AT });
    numberWaiting(draft);
  });
}

export function apply(log: RoomLog, items: readonly LogItem[], rules: Partial<LogRules> = {}): [RoomLog, Applied] {
  let applied: Applied = 'all';
  const next = step(log, (draft) => (applied = applyItems(draft, items, AT)), rules);
  return [next, applied];
}

export function accept(log: RoomLog, accepted: number, rules: Partial<LogRules> = {}): RoomLog {
  return step(
    log,
    (draft) => {
      takeAccepted(draft, accepted);
    },
    rules,
  );
}

export function deliver(log: RoomLog, stream: string, n: number, rules: Partial<LogRules> = {}): RoomLog {
  return step(
    log,
    (draft) => {
      takeDelivered(draft, { stream, n });
    },
    rules,
  );
}

export function answer(log: RoomLog, state: RoomState, rules: Partial<LogRules> = {}): RoomLog {
  return step(log, (draft) => void takeOpen(draft, state, AT), rules);
}

/** What would be sent now. */
export function outgoing(log: RoomLog): readonly NewEntry[] {
  return nextFrame(log, log.room.accepted, { maxEntries: 100, maxBytes: 30_000 });
}

/** Words and fates, in the order shown. */
export function told(log: RoomLog): readonly string[] {
  return [...log.entries.values()]
    .sort((left, right) => left.t - right.t || Number(right.isMine) - Number(left.isMine))
    .map(({ body, fate, t, isDelivered }) => {
      const words = body.kind === 'text' ? body.text : `${body.kind} ${body.target}`;
      return `${words} @${String(t)} ${fate}${isDelivered ? ' delivered' : ''}`;
    });
}
