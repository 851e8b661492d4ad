import { Component, computed, input, output } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { ACT_WORDS, REPORT_WORDS } from './safety-words';
import { CHAT_WORDS } from './words';

/** What can be done with an ended conversation. */
export type ConversationAct = 'keep' | 'report' | 'block' | 'remove' | 'dismiss';

/** The foot of an ended conversation: what was done about it, and what can be done. */
@Component({
  selector: 'hk-conversation-acts',
  template: `
    @if (state(); as words) {
      <p role="status">{{ words }}</p>
    }
    @if (deleted(); as who) {
      <p>{{ words.deleted[who] }}</p>
    }
    @if (hasReported()) {
      <p>{{ reportWords.next }}</p>
    } @else if (hasBlocked()) {
      <p>{{ words.blocked }}</p>
    }
    <p class="ways-out" role="group" [attr.aria-label]="words.group">
      <button type="button" class="link-button" (click)="chosen.emit('keep')">{{ words.keep }}</button>
      @if (isServers()) {
        @if (!hasReported()) {
          <button type="button" class="link-button" (click)="chosen.emit('report')">{{ words.report }}</button>
          @if (!hasBlocked()) {
            <button type="button" class="link-button" (click)="chosen.emit('block')">{{ words.block }}</button>
          }
        }
        @if (deleted() === undefined) {
          <button type="button" class="link-button" (click)="chosen.emit('remove')">{{ words.remove }}</button>
        }
      }
      <button type="button" class="link-button" (click)="chosen.emit('dismiss')">{{ chatWords.dismiss }}</button>
    </p>
  `,
})
export class ConversationActs {
  readonly conversation = input.required<ConversationView>();
  /** This page may act. */
  readonly mayAct = input(true);
  readonly chosen = output<ConversationAct>();

  protected readonly words = ACT_WORDS;
  protected readonly reportWords = REPORT_WORDS;
  protected readonly chatWords = CHAT_WORDS;
  protected readonly deleted = computed(() => this.conversation().end?.deleted);
  protected readonly hasReported = computed(() => this.conversation().parted?.includes('report') === true);
  protected readonly hasBlocked = computed(() => this.conversation().parted?.includes('block') === true);
  /** The server may still know the room, and this page may ask it. */
  protected readonly isServers = computed(() => this.mayAct() && this.conversation().end?.reason !== 'reset');
  protected readonly state = computed(() => {
    const { underWay } = this.conversation();
    return underWay === undefined ? undefined : ACT_WORDS.underWay[underWay];
  });
}
