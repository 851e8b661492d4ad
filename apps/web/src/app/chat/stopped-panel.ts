import { Component, computed, input, output } from '@angular/core';
import type { Trouble } from '../connection/connection.service';
import { BanNoticePanel } from './ban-notice';
import { BAN_WORDS, CONNECTION_WORDS } from './words';

/** A state in which this page acts no more until the person says so. */
export type Stopped = Extract<Trouble, { readonly is: 'replaced' | 'banned' | 'outdated' | 'refused' | 'stopped' }>;

/** Whether the page acts no more in this state. */
export function isStopped(status: { readonly is: string }): status is Stopped {
  return ['replaced', 'banned', 'outdated', 'refused', 'stopped'].includes(status.is);
}

/** Says why the page acts no more, and offers the one thing that helps. */
@Component({
  selector: 'hk-stopped-panel',
  imports: [BanNoticePanel],
  template: `
    <section class="panel stopped" aria-labelledby="stopped-heading">
      <h2 id="stopped-heading">{{ words.short[status().is] }}</h2>
      @if (ban(); as notice) {
        <hk-ban-notice [ban]="notice" />
      } @else {
        <p>{{ text() }}</p>
      }
      <div class="actions">
        <button type="button" class="button primary" (click)="helped.emit(status().is)">{{ action() }}</button>
      </div>
    </section>
  `,
})
export class StoppedPanel {
  readonly status = input.required<Stopped>();
  /** The person pressed what helps in this state. */
  readonly helped = output<Stopped['is']>();

  protected readonly words = CONNECTION_WORDS;
  protected readonly ban = computed(() => {
    const status = this.status();
    return status.is === 'banned' ? status.ban : undefined;
  });
  protected readonly text = computed(() => {
    const status = this.status();
    switch (status.is) {
      case 'replaced':
        return CONNECTION_WORDS.replacedText[status.by];
      case 'banned':
        return '';
      case 'outdated':
        return CONNECTION_WORDS.outdatedText;
      case 'refused':
        return CONNECTION_WORDS.refusedText;
      case 'stopped':
        return CONNECTION_WORDS.stoppedText;
    }
  });
  protected readonly action = computed(() => {
    switch (this.status().is) {
      case 'replaced':
        return CONNECTION_WORDS.useHere;
      case 'banned':
        return BAN_WORDS.again;
      case 'refused':
        return CONNECTION_WORDS.retryNow;
      case 'outdated':
      case 'stopped':
        return CONNECTION_WORDS.reload;
    }
  });
}
