import { Component, computed, input, output } from '@angular/core';
import type { SendLabel, TextLine } from '../client/client-state';
import { CopyButton } from '../ui/copy-button';
import { timeOfDay } from '../ui/page-language';
import { UI_WORDS } from '../ui/words';
import { CHAT_WORDS } from './words';

/** One text. Its label changes in place, so that a screen reader says the text once and its fate only when it fails. */
@Component({
  selector: 'hk-message',
  imports: [CopyButton],
  host: { class: 'message', '[class.mine]': 'line().isMine', '[class.first]': 'isFirst()' },
  template: `
    <p class="author" [class.visually-hidden]="!isFirst() || line().isMine">{{ author() }}</p>
    <p class="bubble" dir="auto" [class.failed]="hasFailed()">{{ line().text }}</p>
    <p class="meta" [class.visually-hidden]="!showsMeta()">
      <time>{{ time() }}</time>&ngsp;
      <span class="label" [class.alarm]="hasFailed()" [attr.data-label]="line().label?.is">{{ label() }}</span>
      @if (hasFailed()) {
        &ngsp;
        @if (canRetry()) {
          <button type="button" class="link-button" (click)="retried.emit()">{{ words.retry }}</button>&ngsp;
        }
        <hk-copy-button [text]="line().text" [words]="copyWords" />
      }
    </p>
  `,
})
export class Message {
  readonly line = input.required<TextLine>();
  /** Name of whoever wrote it. */
  readonly author = input.required<string>();
  /** It carries the author's name where it can be seen. */
  readonly isFirst = input(true);
  readonly showsMeta = input(true);
  /** The conversation goes on, so a refused text can be tried again. */
  readonly isOpen = input(true);
  /** The person wants it sent again. */
  readonly retried = output();

  protected readonly words = CHAT_WORDS;
  protected readonly copyWords = UI_WORDS.copy;
  protected readonly time = computed(() => timeOfDay(this.line().at));
  protected readonly label = computed(() => labelWords(this.line().label));
  protected readonly hasFailed = computed(() => this.line().label?.is === 'failed');
  protected readonly canRetry = computed(() => {
    const label = this.line().label;
    return this.isOpen() && label?.is === 'failed' && label.why === 'refused';
  });
}

function labelWords(label: SendLabel | undefined): string {
  if (label === undefined) return '';
  if (label.is !== 'failed') return CHAT_WORDS.label[label.is];
  return label.why === 'ended' ? CHAT_WORDS.label.failedEnded : CHAT_WORDS.label.failedRefused;
}
