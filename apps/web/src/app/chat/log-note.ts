import { Component, computed, input } from '@angular/core';
import type { AnnouncementLine, ConversationView, EventLine, GapLine } from '../client/client-state';
import { timeOfDay } from '../ui/page-language';
import { endRemark, endSentence } from './end-words';
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

function gapSentence(line: GapLine): string {
  const { gap } = CHAT_WORDS;
  const whose = line.isMine === true ? CHAT_WORDS.myMessages : CHAT_WORDS.theirMessages;
  switch (line.reason) {
    case 'held':
      return gap.held(whose);
    case 'stream':
      return gap.stream(whose);
    case 'restored':
      return gap.restored;
    case 'corrected':
      return gap.corrected;
  }
}

function eventSentence(line: EventLine, { partner, end }: ConversationView): string {
  const { sentence } = CHAT_WORDS.partner[partner.role];
  switch (line.event) {
    case 'joined':
      return CHAT_WORDS.joinedAs[partner.role];
    case 'met-before':
      return CHAT_WORDS.metBefore;
    case 'reconnecting':
      return CHAT_WORDS.reconnecting(sentence);
    case 'back':
      return CHAT_WORDS.back(sentence);
    case 'ended':
      return end === undefined ? '' : endSentence(end, partner);
  }
}
