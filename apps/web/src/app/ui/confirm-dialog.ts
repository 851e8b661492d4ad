import { Component, input, output } from '@angular/core';
import { Modal } from './modal';

/** Words of a question with two answers. */
export interface Question {
  readonly heading: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** A question before something that cannot be undone. */
@Component({
  selector: 'hk-confirm-dialog',
  imports: [Modal],
  template: `
    <hk-modal [heading]="question().heading" (dismissed)="answered.emit(false)">
      <p class="soft">{{ question().text }}</p>
      <div class="modal-actions">
        <button type="button" class="button" (click)="answered.emit(false)">{{ question().no }}</button>
        <button type="button" class="button primary" (click)="answered.emit(true)">{{ question().yes }}</button>
      </div>
    </hk-modal>
  `,
})
export class ConfirmDialog {
  readonly question = input.required<Question>();
  readonly answered = output<boolean>();
}
