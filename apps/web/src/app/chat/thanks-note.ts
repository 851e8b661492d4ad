import { Component, computed, inject, input } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { ConversationService } from '../conversation/conversation.service';
import { THANKS_WORDS } from './words';

/** After a conversation: "that helped", said with one tap and heard without words or a score. */
@Component({
  selector: 'hk-thanks-note',
  template: `
    <div class="thanks" role="status">
      @if (isReceived()) {
        <p class="thanks-heard">{{ words.received }}</p>
      }
      @if (isGiven()) {
        <p>{{ words.given }}</p>
      }
      @if (count() > 1) {
        <p class="soft">{{ words.count(count()) }}</p>
      }
    </div>
    @if (mayGive()) {
      <p class="thanks-ask">
        <button type="button" class="button small soft-edge" (click)="conversation.thank(ended().roomId)">
          {{ words.give }}
        </button>
        <span class="soft">{{ words.explain }}</span>
      </p>
    }
  `,
})
export class ThanksNote {
  /** The conversation that ended. */
  readonly ended = input.required<ConversationView>();

  protected readonly conversation = inject(ConversationService);
  protected readonly words = THANKS_WORDS;
  protected readonly isGiven = computed(() => ['given', 'both'].includes(this.ended().thanks));
  protected readonly isReceived = computed(() => ['received', 'both'].includes(this.ended().thanks));
  protected readonly count = this.conversation.thanksReceived;
  /** Where both have said something, and neither has parted for good. */
  protected readonly mayGive = computed(() => {
    const { lines, parted = [], end } = this.ended();
    const says = (isMine: boolean): boolean => lines.some((line) => line.kind === 'text' && line.isMine === isMine);
    return !this.isGiven() && parted.length === 0 && end?.reason !== 'reset' && says(true) && says(false);
  });
}
