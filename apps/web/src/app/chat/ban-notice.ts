import { Component, computed, inject, input, signal } from '@angular/core';
import { APPEAL_MAX, textFault, tidyText, type BanNotice } from '@hearken/protocol';
import { PAGE_CLOCK } from '../ui/page-clock';
import { dateAndTime } from '../ui/page-language';
import { SEND_APPEAL } from './send-appeal';
import { BAN_WORDS } from './words';

/** What has become of the words in the form. */
type Appeal = 'writing' | 'sending' | 'sent' | 'failed' | 'gone';

/** Why somebody is let in no more, until when, and a form to say that it is a mistake. */
@Component({
  selector: 'hk-ban-notice',
  template: `
    <p>{{ words.why }}</p>
    <blockquote class="ban-reason" dir="auto">{{ ban().reason }}</blockquote>
    <p>{{ until() }}</p>
    @if (!isOver()) {
      @switch (stage()) {
        @case ('sent') {
          <p role="status">{{ words.sent }}</p>
        }
        @case ('kept') {
          <p>{{ words.kept }}</p>
          @if (note(); as said) {
            <p dir="auto">{{ words.keptNote(said) }}</p>
          }
        }
        @case ('gone') {
          <p role="status">{{ words.gone }}</p>
        }
        @default {
          <form class="appeal" (submit)="send($event, field.value)">
            <p id="appeal-help">{{ words.appeal }}</p>
            <label for="appeal-text">{{ words.label }}</label>
            <textarea #field id="appeal-text" rows="4" aria-describedby="appeal-help" [maxLength]="max"></textarea>
            @if (stage() === 'failed') {
              <p role="alert">{{ words.failed }}</p>
            }
            <button type="submit" class="button" [disabled]="stage() === 'sending'">
              {{ stage() === 'sending' ? words.sending : words.send }}
            </button>
          </form>
        }
      }
    }
  `,
})
export class BanNoticePanel {
  readonly ban = input.required<BanNotice>();

  protected readonly words = BAN_WORDS;
  protected readonly max = APPEAL_MAX;
  private readonly clock = inject(PAGE_CLOCK);
  private readonly post = inject(SEND_APPEAL);
  private readonly appeal = signal<Appeal>('writing');

  protected readonly stage = computed(() => {
    const { appeal } = this.ban();
    return appeal.is === 'possible' ? this.appeal() : appeal.is;
  });
  protected readonly note = computed(() => {
    const { appeal } = this.ban();
    return appeal.is === 'kept' ? appeal.note : undefined;
  });
  protected readonly isOver = computed(() => (this.ban().expiresAt ?? Infinity) <= this.clock.now());
  protected readonly until = computed(() => {
    const { expiresAt } = this.ban();
    if (expiresAt === undefined) return BAN_WORDS.forGood;
    return this.isOver() ? BAN_WORDS.over : BAN_WORDS.until(dateAndTime(expiresAt));
  });

  protected async send(event: Event, written: string): Promise<void> {
    event.preventDefault();
    const { appeal } = this.ban();
    const text = tidyText(written);
    if (appeal.is !== 'possible' || textFault(text, APPEAL_MAX) !== undefined || this.appeal() === 'sending') return;
    this.appeal.set('sending');
    this.appeal.set(await this.post({ ticket: appeal.ticket, text }));
  }
}
