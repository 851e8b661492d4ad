import { Component, computed, input, signal, viewChild, type ElementRef, type Signal } from '@angular/core';
import { codePoints, tidyText } from '@hearken/protocol';
import { CHAT_WORDS } from './words';

/** A short note while it is written. */
export interface NoteDraft {
  /** Most code points it may have. */
  readonly max: number;
  /** As it stands in the field. */
  readonly text: Signal<string>;
  /** Code points above that; not above 0 while it fits. */
  readonly over: Signal<number>;
  /** As it would be sent; empty where there is none. */
  readonly tidy: Signal<string>;
  write(text: string): void;
}

export function noteDraft(max: number): NoteDraft {
  const text = signal('');
  const tidy = computed(() => tidyText(text()));
  return {
    max,
    text: text.asReadonly(),
    tidy,
    over: computed(() => codePoints(tidy()) - max),
    write: (written) => {
      text.set(written);
    },
  };
}

/** Where a short note is written: says how long it may be, and by how much it is too long. */
@Component({
  selector: 'hk-note-field',
  template: `
    <label class="note-label" [attr.for]="id">{{ label() }}</label>
    <textarea
      #field
      class="field"
      rows="2"
      dir="auto"
      autocomplete="off"
      [id]="id"
      [value]="draft().text()"
      [attr.aria-describedby]="id + '-hint'"
      [attr.aria-invalid]="draft().over() > 0"
      (input)="write($event)"
    ></textarea>
    <p class="hint" [class.over]="draft().over() > 0" [id]="id + '-hint'">
      {{ draft().over() > 0 ? words.over(draft().over()) : words.noteHint(draft().max) }}
    </p>
  `,
})
export class NoteField {
  readonly draft = input.required<NoteDraft>();
  readonly label = input.required<string>();

  protected readonly words = CHAT_WORDS.composer;
  /** One dialog is open at a time. */
  protected readonly id = 'note';
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  /** Puts the caret into the field, which says what is wrong with it to those who can't see it. */
  focus(): void {
    this.field().nativeElement.focus();
  }

  protected write(event: Event): void {
    if (event.target instanceof HTMLTextAreaElement) this.draft().write(event.target.value);
  }
}
