import { Component, input, output, viewChild } from '@angular/core';
import { REPORT_NOTE_MAX, REPORT_REASONS, type ReportReason } from '@hearken/protocol';
import type { ConversationView } from '../client/client-state';
import { NoteField, noteDraft } from './note-field';
import { REPORT_WORDS } from './safety-words';

/** A report as the person makes it. */
export interface Report {
  readonly reason: ReportReason;
  readonly note?: string;
}

/** The reasons of a report, and what comes of it: a tap on one is the report. */
@Component({
  selector: 'hk-report-form',
  imports: [NoteField],
  template: `
    <p>{{ words.text }}</p>
    <p class="soft">
      @if (conversation().open) {
        {{ words.ends }}
      }
      {{ conversation().end?.deleted === undefined ? words.shows : words.showsCopy }}
    </p>
    <hk-note-field [draft]="note" [label]="words.note" />
    <ul class="reason-buttons" [attr.aria-label]="words.heading">
      @for (reason of reasons; track reason) {
        <li>
          <button type="button" class="button alarm" [attr.aria-disabled]="note.over() > 0" (click)="send(reason)">
            {{ words.reasons[reason] }}
          </button>
        </li>
      }
    </ul>
  `,
})
export class ReportForm {
  /** The one it is about. */
  readonly conversation = input.required<ConversationView>();
  readonly reported = output<Report>();

  protected readonly words = REPORT_WORDS;
  protected readonly reasons = REPORT_REASONS;
  protected readonly note = noteDraft(REPORT_NOTE_MAX);
  private readonly field = viewChild.required(NoteField);

  protected send(reason: ReportReason): void {
    if (this.note.over() > 0) {
      this.field().focus();
      return;
    }
    const note = this.note.tidy();
    this.reported.emit({ reason, ...(note !== '' && { note }) });
  }
}
