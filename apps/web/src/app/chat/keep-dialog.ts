import { Component, inject, input, output, signal } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { transcriptOf } from '../transcript/transcript';
import { toPage } from '../transcript/to-page';
import { toText } from '../transcript/to-text';
import { Modal } from '../ui/modal';
import { PAGE_CLOCK } from '../ui/page-clock';
import { SAVE_FILE } from '../ui/save-file';
import { KEEP_WORDS } from './safety-words';

/** Makes a copy of a conversation, here in the browser. */
@Component({
  selector: 'hk-keep-dialog',
  imports: [Modal],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <p class="soft">{{ words.text }}</p>
      <div class="actions">
        <button type="button" class="button primary" (click)="keep('txt')">{{ words.asText }}</button>
        <button type="button" class="button primary" (click)="keep('html')">{{ words.asPage }}</button>
      </div>
      <p class="saved" role="status">{{ saved() === '' ? '' : words.saved(saved()) }}</p>
      <div class="modal-actions">
        <button type="button" class="button" (click)="closed.emit()">{{ words.done }}</button>
      </div>
    </hk-modal>
  `,
})
export class KeepDialog {
  readonly conversation = input.required<ConversationView>();
  readonly closed = output();

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
