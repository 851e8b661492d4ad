import { Component, computed, input, output, signal, viewChild } from '@angular/core';
import { NOTE_MAX, PART_REASONS, type PartReason } from '@hearken/protocol';
import { Countdown } from '../ui/countdown';
import { Modal } from '../ui/modal';
import { secondsLeft } from '../ui/page-clock';
import { NoteField, noteDraft } from './note-field';
import { WAY_WORDS } from './safety-words';
import { PART_WORDS } from './words';

/** Three different things: to end it, to end it and block, to end it and report. */
const WAYS = ['leave', 'block', 'report'] as const;
export type Way = (typeof WAYS)[number];

/** What goes with the end of a conversation. */
export interface Parting {
  /** Absent when somebody new is wanted. */
  readonly way?: Way;
  readonly because?: PartReason;
  readonly note?: string;
}

/** Asks before a conversation ends, and offers a word for the one who is left. */
@Component({
  selector: 'hk-part-dialog',
  imports: [Countdown, Modal, NoteField],
  templateUrl: './part-dialog.html',
})
export class PartDialog {
  /** To somebody new, or to nobody. */
  readonly how = input.required<'next' | 'leave'>();
  /** From when on a new partner can be had. */
  readonly nextAt = input.required<number>();
  /** The person means it. */
  readonly confirmed = output<Parting>();
  /** The person stays. */
  readonly stayed = output();
  /** The person wants a copy of it, or wants it deleted. */
  readonly copyWanted = output();
  readonly removalWanted = output();

  protected readonly words = PART_WORDS;
  protected readonly wayWords = WAY_WORDS;
  protected readonly ways = WAYS;
  protected readonly way = signal<Way>('leave');
  protected readonly reasons = PART_REASONS;
  protected readonly because = signal<PartReason | undefined>(undefined);
  protected readonly note = noteDraft(NOTE_MAX);
  /** Who reports says nothing to the other one. */
  protected readonly hasWords = computed(() => this.way() !== 'report');
  protected readonly isTooLong = computed(() => this.hasWords() && this.note.over() > 0);
  protected readonly waitsFor = secondsLeft(computed(() => (this.how() === 'next' ? this.nextAt() : undefined)));
  private readonly field = viewChild(NoteField);

  protected confirm(event: Event): void {
    event.preventDefault();
    if (this.isTooLong()) {
      this.field()?.focus();
      return;
    }
    const way = this.how() === 'leave' ? { way: this.way() } : {};
    this.confirmed.emit({ ...way, ...(this.hasWords() && this.kindWords()) });
  }

  private kindWords(): Pick<Parting, 'because' | 'note'> {
    const because = this.because();
    const note = this.note.tidy();
    return { ...(because !== undefined && { because }), ...(note !== '' && { note }) };
  }
}
