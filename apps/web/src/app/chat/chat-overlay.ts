import { Component, computed, inject, signal } from '@angular/core';
import type { RoomId } from '@hearken/protocol';
import { ConversationService } from '../conversation/conversation.service';
import { HelpDialog } from '../help/help-dialog';
import { ConfirmDialog, type Question } from '../ui/confirm-dialog';
import type { ConversationAct } from './conversation-acts';
import { KeepDialog } from './keep-dialog';
import { PartDialog, type Parting } from './part-dialog';
import { ReportDialog } from './report-dialog';
import type { Report } from './report-form';
import { ACT_WORDS } from './safety-words';
import { SettingsDialog } from './settings-dialog';
import { CHAT_WORDS } from './words';

/** What may lie over the chat page. */
export type Overlay =
  | { readonly is: 'none' }
  | { readonly is: 'settings' }
  | { readonly is: 'help' }
  | { readonly is: 'part'; readonly how: 'next' | 'leave'; readonly roomId: RoomId }
  | { readonly is: ConversationAct; readonly roomId: RoomId };

/** Acts that are done after one question. */
type Confirmed = Extract<ConversationAct, 'block' | 'remove' | 'dismiss'>;

const QUESTIONS: Readonly<Record<Confirmed, Question>> = {
  block: ACT_WORDS.blockAsk,
  remove: ACT_WORDS.removeAsk,
  dismiss: CHAT_WORDS.dismissAsk,
};

/** The one dialog that lies over the chat page, if any does, and what comes of it. */
@Component({
  selector: 'hk-chat-overlay',
  imports: [ConfirmDialog, HelpDialog, KeepDialog, PartDialog, ReportDialog, SettingsDialog],
  templateUrl: './chat-overlay.html',
})
export class ChatOverlay {
  protected readonly questions = QUESTIONS;
  protected readonly shown = signal<Overlay>({ is: 'none' });
  /** The conversation that the dialog is about, as long as it is there. */
  protected readonly about = computed(() => {
    const over = this.shown();
    if (!('roomId' in over)) return undefined;
    return this.conversation.conversations().find(({ roomId }) => roomId === over.roomId);
  });
  private readonly conversation = inject(ConversationService);

  show(overlay: Overlay): void {
    this.shown.set(overlay);
  }

  /** Asks something about the open conversation. */
  ask(act: ConversationAct): void {
    const open = this.conversation.open();
    if (open !== undefined) this.show({ is: act, roomId: open.roomId });
  }

  /** Asks how the open conversation should end; that it has ended meanwhile is an answer too. */
  askToPart(how: 'next' | 'leave'): void {
    const open = this.conversation.open();
    if (open !== undefined) this.show({ is: 'part', how, roomId: open.roomId });
  }

  protected close(): void {
    this.show({ is: 'none' });
  }

  protected part(how: 'next' | 'leave', { way, because, note }: Parting): void {
    this.close();
    const open = this.conversation.open();
    if (way === 'report') this.ask('report');
    else if (way === 'block' && open !== undefined) this.conversation.block(open.roomId, because, note);
    else this.conversation.part(how, because, note);
  }

  protected report(roomId: RoomId, { reason, note }: Report): void {
    this.close();
    this.conversation.report(roomId, reason, note);
  }

  protected answer(act: Confirmed, roomId: RoomId, isWanted: boolean): void {
    this.close();
    if (!isWanted) return;
    switch (act) {
      case 'block':
        this.conversation.block(roomId);
        return;
      case 'remove':
        this.conversation.delete(roomId);
        return;
      case 'dismiss':
        this.conversation.dismiss(roomId);
    }
  }
}
