import { Component, computed, input, output, signal } from '@angular/core';
import { REPORT_NOTE_MAX, REPORT_REASONS, codePoints, tidyText, type ReportReason } from '@hearken/protocol';
import type { ConversationView } from '../client/client-state';
import { Modal } from '../ui/modal';
import { REPORT_WORDS } from './safety-words';

/** A report as the person makes it. */
export interface Report {
  readonly reason: ReportReason;
  readonly note?: string;
}

/** Asks what is wrong; the answer is the report. */
@Component({
  selector: 'hk-report-dialog',
  imports: [Modal],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <p>{{ words.text }}</p>
      <p class="soft">
        @if (conversation().open) {
          {{ words.ends }}
        }
        {{ conversation().end?.deleted === undefined ? words.shows : words.showsCopy }}
      </p>
      <label class="note-label" for="report-note">{{ words.note }}</label>
      <textarea
        id="report-note"
        class="field"
        rows="2"
        dir="auto"
        autocomplete="off"
        aria-describedby="report-note-hint"
        [attr.aria-invalid]="over() > 0"
        (input)="write($event)"
      ></textarea>
      <p id="report-note-hint" class="hint" [class.over]="over() > 0">
        {{ over() > 0 ? words.over(over()) : words.noteHint }}
      </p>
      <ul class="reason-buttons" [attr.aria-label]="words.heading">
        @for (reason of reasons; track reason) {
          <li>
            <button type="button" class="button alarm" [attr.aria-disabled]="over() > 0" (click)="send(reason)">
              {{ words.reasons[reason] }}
            </button>
          </li>
        }
      </ul>
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
  protected readonly reasons = REPORT_REASONS;
  protected readonly note = signal('');
  protected readonly over = computed(() => codePoints(tidyText(this.note())) - REPORT_NOTE_MAX);

  protected write(event: Event): void {
    if (event.target instanceof HTMLTextAreaElement) this.note.set(event.target.value);
  }

  protected send(reason: ReportReason): void {
    if (this.over() > 0) return;
    const note = tidyText(this.note());
    this.reported.emit({ reason, ...(note !== '' && { note }) });
  }
}
