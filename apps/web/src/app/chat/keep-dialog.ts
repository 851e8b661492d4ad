import { Component, input, output } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { MissingPartNote } from '../ui/missing-part-note';
import { Modal } from '../ui/modal';
import { UI_WORDS } from '../ui/words';
import { KeepChoices } from './keep-choices';
import { KEEP_WORDS } from './safety-words';

/** Offers a copy of a conversation. It is there at the first tap; what makes the copy may be a moment behind. */
@Component({
  selector: 'hk-keep-dialog',
  imports: [KeepChoices, MissingPartNote, Modal],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <div>
        @defer (on immediate) {
          <hk-keep-choices [conversation]="conversation()" />
        } @loading (after 500ms) {
          <p role="status">{{ loading }}</p>
        } @error {
          <hk-missing-part-note />
        }
      </div>
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
  protected readonly loading = UI_WORDS.loading;
}
