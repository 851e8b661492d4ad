import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ROLES, type Role } from '@hearken/protocol';
import type { ConversationView, PersonView } from '../client/client-state';
import { QueueService } from '../queue/queue.service';
import { Countdown } from '../ui/countdown';
import { secondsLeft } from '../ui/page-clock';
import { endSentence } from './end-words';
import { HELD_WORDS } from './safety-words';
import { ENDED_WORDS, WAITING_WORDS } from './words';

/** Nobody to talk with and nobody looked for: how it ended, and the one tap to go on. */
@Component({
  selector: 'hk-ended-panel',
  imports: [Countdown, RouterLink],
  templateUrl: './ended-panel.html',
})
export class EndedPanel {
  /** The conversation that ended last; absent where there was none. */
  readonly conversation = input<ConversationView>();
  readonly person = input.required<PersonView>();
  /** The role of the page. */
  readonly role = input.required<Role>();
  /** The person wants to meet somebody again. */
  readonly again = output();

  protected readonly words = ENDED_WORDS;
  protected readonly heldWords = HELD_WORDS;
  protected readonly isHeld = computed(() => {
    const person = this.person();
    return person.is === 'idle' && person.isHeld === true;
  });
  protected readonly isBusy = inject(QueueService).isBusy;
  protected readonly changeWords = WAITING_WORDS;
  protected readonly others = computed(() => ROLES.filter((role) => role !== this.role()));
  protected readonly joinAt = computed(() => {
    const person = this.person();
    return person.is === 'idle' ? person.joinAt : undefined;
  });
  protected readonly joinIn = secondsLeft(this.joinAt);
  protected readonly heading = computed(() => {
    const end = this.conversation()?.end;
    if (end === undefined) return ENDED_WORDS.heading.none;
    return end.wasAwayTooLong ? ENDED_WORDS.heading.away : ENDED_WORDS.heading.left;
  });
  protected readonly sentence = computed(() => {
    const conversation = this.conversation();
    if (conversation?.end === undefined) return ENDED_WORDS.idle;
    // The log above has the same sentence, with what was said; to the one who comes back late it says more.
    return conversation.end.wasAwayTooLong
      ? ENDED_WORDS.whileAway
      : endSentence(conversation.end, conversation.partner);
  });
  protected readonly undelivered = computed(
    () =>
      this.conversation()?.lines.filter(
        (line) => line.kind === 'text' && line.label?.is === 'failed' && line.label.why === 'ended',
      ).length ?? 0,
  );
}
