import { Component, inject, input, signal } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { toPage } from '../transcript/to-page';
import { toText } from '../transcript/to-text';
import { transcriptOf } from '../transcript/transcript';
import { PAGE_CLOCK } from '../ui/page-clock';
import { SAVE_FILE } from '../ui/save-file';
import { KEEP_WORDS } from './safety-words';

/** Makes a copy of a conversation, here in the browser. */
@Component({
  selector: 'hk-keep-choices',
  template: `
    <p class="soft">{{ words.text }}</p>
    <div class="actions">
      <button type="button" class="button primary" (click)="keep('txt')">{{ words.asText }}</button>
      <button type="button" class="button primary" (click)="keep('html')">{{ words.asPage }}</button>
    </div>
    <p class="saved" role="status">{{ saved() === '' ? '' : words.saved(saved()) }}</p>
  `,
})
export class KeepChoices {
  readonly conversation = input.required<ConversationView>();

  protected readonly words = KEEP_WORDS;
  protected readonly saved = signal('');
  private readonly clock = inject(PAGE_CLOCK);
  private readonly save = inject(SAVE_FILE);

  protected keep(as: 'txt' | 'html'): void {
    const transcript = transcriptOf(this.conversation(), this.clock.now());
    const name = `${transcript.fileName}.${as}`;
    if (as === 'txt') this.save(name, 'text/plain;charset=utf-8', toText(transcript));
    else this.save(name, 'text/html;charset=utf-8', toPage(transcript));
    this.saved.set(name);
  }
}
