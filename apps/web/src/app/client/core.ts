import {
  errorPolicy,
  type Ack,
  type Answer,
  type ErrorPolicy,
  type Payload,
  type RequestName,
  type RoomId,
  type WireError,
} from '@hearken/protocol';
import type { Connection, Session } from '../connection/connection';
import type { ConnectionEvent } from '../connection/connection-machine';
import type { Clock, Ids, Random, TimerHandle } from '../connection/ports';
import type { NoAnswer } from '../connection/transport';
import { LogDraft, type LogChange } from '../conversation/log-draft';
import type { LogRules } from '../conversation/log-rules';
import { openLog, type Opening } from '../conversation/take-answer';
import type { Mailbox } from './mailbox';
import type { Model } from './model';
import type { Vault } from './vault';

/** How long the answer of a request may take before it counts as lost, ms. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** Wait before a request that the server could not do just now is made again, where it names no time: bounds, ms. */
const BACK_OFF_MS = { min: 300, max: 1_500 } as const;

/** What came of a request, when the session it was asked on is still the current one. */
export interface Asked<T> {
  answered(data: T): void | Promise<void>;
  /** The server refused. `register` and `stop` policies are dealt with before. */
  refused(error: WireError, policy: ErrorPolicy): void | Promise<void>;
  /** Whether a refusal says something of what was asked about only, though its policy is to register again. */
  isItsOwn?(error: WireError): boolean;
  /** No answer came in time, on a link that is still open. */
  unanswered?(): void | Promise<void>;
}

/** What the parts of the client share. Each part owns one concern; what they all need is here. */
export class Core {
  constructor(
    readonly clock: Clock,
    readonly random: Random,
    readonly ids: Ids,
    readonly rules: LogRules,
    readonly model: Model,
    readonly vault: Vault,
    readonly mailbox: Mailbox,
    readonly connection: Connection,
  ) {}

  /** Makes a request; what comes of it is a task of its own, dropped when the session was left meanwhile. */
  ask<E extends RequestName>(session: Session, event: E, payload: Payload<E>, asked: Asked<Answer<E>>): void {
    session.link.request(event, payload, ANSWER_TIMEOUT_MS, (outcome) => {
      this.on(session, () => this.#answer(session, outcome, asked));
    });
  }

  /** Does a task if the session is still the current one when its turn comes. */
  on(session: Session, task: () => void | Promise<void>): void {
    this.mailbox.post(async () => {
      if (!session.isCurrent) return;
      await task();
      this.model.changed();
    });
  }

  /** Does a task after a while, if the session is still the current one then. */
  later(session: Session, ms: number, task: () => void | Promise<void>): TimerHandle {
    return this.clock.setTimeout(() => {
      if (session.isCurrent) this.on(session, task);
    }, ms);
  }

  /** How long to wait before asking again what the server could not do just now. */
  backOff(error?: WireError): number {
    const { min, max } = BACK_OFF_MS;
    return error?.retryAfterMs ?? min + this.random.next() * (max - min);
  }

  /** Policies that concern the whole session. */
  obey(session: Session, error: WireError, policy: ErrorPolicy): boolean {
    switch (policy) {
      case 'register':
        this.connection.report(session, { type: 'register-again' });
        return true;
      case 'stop':
        this.connection.report(session, stopOf(error));
        return true;
      case 'retry':
      case 'sync':
      case 'wait':
      case 'settle':
      case 'refuse':
        return false;
    }
  }

  /** One transaction on the logs. */
  step(): Step {
    return new Step(this);
  }

  #answer<T>(
    session: Session,
    outcome: { readonly answered: true; readonly ack: Ack<T> } | { readonly answered: false; readonly why: NoAnswer },
    asked: Asked<T>,
  ): void | Promise<void> {
    if (!outcome.answered) return outcome.why === 'timeout' ? asked.unanswered?.() : undefined;
    const { ack } = outcome;
    if (ack.ok) return asked.answered(ack.data);
    const policy = errorPolicy(ack.error.code);
    if (asked.isItsOwn?.(ack.error) === true) return asked.refused(ack.error, policy);
    // Refused under a registration that is being replaced by a newer one already.
    if (policy === 'register' && this.connection.live !== session) return undefined;
    return this.obey(session, ack.error, policy) ? undefined : asked.refused(ack.error, policy);
  }
}

/** What a refusal that stops this page makes of its connection. */
function stopOf(error: WireError): ConnectionEvent {
  if (error.ban !== undefined) return { type: 'banned', ban: error.ban };
  return error.code === 'outdated' ? { type: 'outdated' } : { type: 'replaced', by: 'elsewhere' };
}

/** Changes of one or more logs that are stored together or not at all. */
export class Step {
  readonly #drafts = new Map<RoomId, LogDraft>();
  readonly #removed: RoomId[] = [];

  constructor(private readonly core: Core) {}

  /** A draft of a room's log; `undefined` for a room that is not held. */
  draft(roomId: RoomId): LogDraft | undefined {
    const begun = this.#drafts.get(roomId);
    if (begun !== undefined) return begun;
    const log = this.core.model.rooms.get(roomId);
    if (log === undefined) return undefined;
    return this.#keep(new LogDraft(log, this.core.rules));
  }

  /** A draft for an open room, made if the room is not held. */
  open(state: Opening): LogDraft {
    const log = openLog(state, this.core.model.serverNow());
    return this.draft(state.roomId) ?? this.#keep(new LogDraft(log, this.core.rules, true));
  }

  /** Forgets a room. */
  remove(roomId: RoomId): void {
    this.#drafts.delete(roomId);
    this.#removed.push(roomId);
  }

  /** Stores it all in one transaction. */
  commit(): Promise<void> {
    const changes: LogChange[] = [];
    for (const draft of this.#drafts.values()) {
      const change = draft.finish();
      if (change !== undefined) changes.push(change);
    }
    return this.core.vault.commit(changes, this.#removed);
  }

  #keep(draft: LogDraft): LogDraft {
    this.#drafts.set(draft.room.roomId, draft);
    return draft;
  }
}
