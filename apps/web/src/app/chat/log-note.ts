import { Component, computed, input } from '@angular/core';
import type { AnnouncementLine, ConversationView, EventLine, GapLine } from '../client/client-state';
import { timeOfDay } from '../ui/page-language';
import { endRemark } from './end-words';
import { eventSentence, gapSentence } from './log-sentences';
import { CHAT_WORDS } from './words';

/** A line of the log that nobody wrote: something happened, or something may be missing. */
@Component({
  selector: 'hk-log-note',
  host: { class: 'log-note', '[class.gap]': "line().kind === 'gap'", '[class.said]': "line().kind === 'announcement'" },
  template: `
    <p>
      {{ sentence() }} <time>{{ time() }}</time>
    </p>
    @if (remark(); as words) {
      <p class="remark" dir="auto">{{ words }}</p>
    }
  `,
})
export class LogNote {
  readonly line = input.required<GapLine | EventLine | AnnouncementLine>();
  /** The conversation it belongs to. */
  readonly conversation = input.required<ConversationView>();

  protected readonly time = computed(() => timeOfDay(this.line().at));
  protected readonly sentence = computed(() => {
    const line = this.line();
    switch (line.kind) {
      case 'gap':
        return gapSentence(line);
      case 'event':
        return eventSentence(line, this.conversation());
      case 'announcement':
        return line.text === '' ? CHAT_WORDS.operatorsTookBack : CHAT_WORDS.operatorsSay;
    }
  });
  protected readonly remark = computed(() => {
    const line = this.line();
    if (line.kind === 'announcement') return line.text === '' ? undefined : line.text;
    const { end } = this.conversation();
    return line.kind === 'event' && line.event === 'ended' && end !== undefined ? endRemark(end) : undefined;
  });
}
