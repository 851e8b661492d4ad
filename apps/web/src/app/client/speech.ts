import { textFault, type EntryBody, type Nonce, type RoomId } from '@hearken/protocol';
import { StoreError } from '../conversation/conversation-store';
import { isWorthSaying } from '../conversation/likes';
import type { LogDraft } from '../conversation/log-draft';
import { addWaiting, numberWaiting, type Said } from '../conversation/outbox';
import type { LikeOutcome, SendOutcome } from './client-state';
import type { Core } from './core';
import type { SendDesk } from './send-desk';

interface Spoken extends Said {
  /** The room that was shown: when another one is open by the time it is stored, it is not said to a stranger. */
  readonly roomId: RoomId | undefined;
  readonly told: (outcome: SpeechOutcome) => void;
}

type SpeechFault = 'no-conversation' | 'not-here' | 'needless';
type SpeechOutcome = { readonly ok: true; readonly nonce: Nonce } | { readonly ok: false; readonly fault: SpeechFault };

/** Takes what the person says: stored first, then sent; what is said while one store is under way goes with the next. */
export class Speech {
  #spoken: Spoken[] = [];
  #isPosted = false;

  constructor(
    private readonly core: Core,
    private readonly desk: SendDesk,
  ) {}

  /** @param roomId the room on the screen */
  async say(text: string, replyTo: Nonce | undefined, roomId: RoomId | undefined): Promise<SendOutcome> {
    const fault = textFault(text, this.core.model.limits.textMax);
    if (fault !== undefined) return { ok: false, fault };
    const said = await this.#speak({ kind: 'text', text, ...(replyTo === undefined ? {} : { replyTo }) }, roomId);
    if (said.ok) return said;
    return { ok: false, fault: said.fault === 'needless' ? 'no-conversation' : said.fault };
  }

  /** @param roomId the room on the screen */
  async like(target: Nonce, isLiked: boolean, roomId: RoomId | undefined): Promise<LikeOutcome> {
    const said = await this.#speak({ kind: isLiked ? 'like' : 'unlike', target }, roomId);
    return said.ok ? 'stored' : said.fault;
  }

  /** A text that was refused waits again, as the same text: its nonce is for life. */
  async again(nonce: Nonce): Promise<void> {
    const open = this.core.model.openRoom();
    if (open === undefined) return;
    const step = this.core.step();
    const draft = step.draft(open.room.roomId);
    const entry = draft?.entries.get(nonce);
    if (draft === undefined || entry?.fate !== 'refused') return;
    addWaiting(draft, { nonce, body: entry.body, at: this.core.model.serverNow() });
    if (this.desk.canNumber(open.room.roomId)) numberWaiting(draft);
    await step.commit();
    this.desk.pump();
  }

  #speak(body: EntryBody, roomId: RoomId | undefined): Promise<SpeechOutcome> {
    return new Promise((told) => {
      const { ids, model } = this.core;
      this.#spoken.push({ roomId, nonce: ids.nonce(), body, at: model.serverNow(), told });
      if (this.#isPosted) return;
      this.#isPosted = true;
      this.core.mailbox.post(() => this.#store());
    });
  }

  async #store(): Promise<void> {
    const all = this.#spoken;
    this.#spoken = [];
    this.#isPosted = false;
    const { model, connection, rules } = this.core;
    const open = model.openRoom();
    const isHere = connection.state.is !== 'replaced' && connection.state.is !== 'stopped';
    if (open === undefined || !isHere) {
      tell(all, isHere ? 'no-conversation' : 'not-here');
      return;
    }
    const { roomId } = open.room;
    const isElsewhere = (said: Spoken): boolean => said.roomId !== undefined && said.roomId !== roomId;
    tell(all.filter(isElsewhere), 'no-conversation');
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined) return;
    const spoken = take(
      draft,
      all.filter((said) => !isElsewhere(said)),
    );
    if (spoken.length === 0) return;
    if (this.desk.canNumber(roomId)) numberWaiting(draft);
    try {
      const stored = step.commit();
      if (rules.sendBeforeStore) this.desk.pump();
      await stored;
    } catch (error) {
      tell(spoken, 'not-here');
      if (error instanceof StoreError) model.changed();
      throw error;
    }
    for (const { nonce, told } of spoken) told({ ok: true, nonce });
    this.desk.pump();
    model.changed();
  }
}

/** Puts what is said into the log, in order; a like that changes nothing, as told by what stands before it, is left out. */
function take(draft: LogDraft, all: readonly Spoken[]): readonly Spoken[] {
  return all.filter((said) => {
    const { nonce, body, at } = said;
    const isNeedless = body.kind !== 'text' && !isWorthSaying(draft.entries, body);
    if (isNeedless) tell([said], 'needless');
    else addWaiting(draft, { nonce, body, at });
    return !isNeedless;
  });
}

function tell(spoken: readonly Spoken[], fault: SpeechFault): void {
  for (const { told } of spoken) told({ ok: false, fault });
}
