import { Component, output } from '@angular/core';
import { Modal } from '../ui/modal';
import { HelpNow } from './help-now';
import { HELP_WORDS } from './words';

/** Who helps now, over whatever is on the screen: a conversation or a place in line goes on below it. */
@Component({
  selector: 'hk-help-dialog',
  imports: [HelpNow, Modal],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <div class="help-now">
        @defer (on immediate) {
          <hk-help-now />
        } @placeholder {
          <p role="status">{{ words.loading }}</p>
        } @error {
          <p role="alert">{{ words.failed }}</p>
          <p>{{ words.dangerAnywhere }}</p>
          <p>
            {{ words.directory }}
            <a [href]="words.directoryAddress" target="_blank" rel="noopener noreferrer">
              {{ words.directoryLink }}<span class="visually-hidden"> ({{ words.newTab }})</span></a
            >
          </p>
        }
      </div>
      <div class="modal-actions">
        <button type="button" class="button primary" (click)="closed.emit()">{{ words.close }}</button>
      </div>
    </hk-modal>
  `,
})
export class HelpDialog {
  readonly closed = output();

  protected readonly words = HELP_WORDS;
}
