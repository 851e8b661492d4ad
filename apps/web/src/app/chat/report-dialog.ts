import { Component, input, output } from '@angular/core';
import type { ConversationView } from '../client/client-state';
import { MissingPartNote } from '../ui/missing-part-note';
import { Modal } from '../ui/modal';
import { UI_WORDS } from '../ui/words';
import { ReportForm, type Report } from './report-form';
import { REPORT_WORDS } from './safety-words';

/** Asks what is wrong. It is there at the first tap, with a way back; its reasons may be a moment behind. */
@Component({
  selector: 'hk-report-dialog',
  imports: [MissingPartNote, Modal, ReportForm],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <div>
        @defer (on immediate) {
          <hk-report-form [conversation]="conversation()" (reported)="reported.emit($event)" />
        } @loading (after 500ms) {
          <p role="status">{{ loading }}</p>
        } @error {
          <hk-missing-part-note />
        }
      </div>
      <div class="modal-actions">
        <button type="button" class="button" (click)="closed.emit()">{{ words.cancel }}</button>
      </div>
    </hk-modal>
  `,
})
export class ReportDialog {
  /** The one it is about. */
  readonly conversation = input.required<ConversationView>();
  readonly reported = output<Report>();
  /** The person thinks better of it. */
  readonly closed = output();

  protected readonly words = REPORT_WORDS;
  protected readonly loading = UI_WORDS.loading;
}
