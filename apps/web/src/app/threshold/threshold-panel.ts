import { Component, ElementRef, afterRenderEffect, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { PageText } from '@hearken/protocol';
import { Markdown } from '../pages/markdown';
import type { Step } from './threshold';
import { THRESHOLD_WORDS } from './words';

/** A step before a conversation, with its answers. */
@Component({
  selector: 'hk-threshold-panel',
  imports: [Markdown, RouterLink],
  templateUrl: './threshold-panel.html',
})
export class ThresholdPanel {
  readonly step = input.required<Exclude<Step, { readonly is: 'checking' }>>();
  /** The person agrees to this version. */
  readonly accepted = output<PageText>();
  /** The guide was read. */
  readonly ready = output();
  /** The person does not want to listen now. */
  readonly putOff = output();
  /** The guidelines should be asked for again. */
  readonly retried = output();
  readonly helpPressed = output();

  protected readonly words = THRESHOLD_WORDS;
  protected readonly hasDeclined = signal(false);
  /** What is on the screen: with another one, the focus goes to its beginning. */
  private readonly shown = computed(() => (this.hasDeclined() ? 'declined' : this.step().is));
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    afterRenderEffect(() => {
      this.shown();
      const active = document.activeElement;
      const isElsewhere = active !== null && active !== document.body && !this.element.nativeElement.contains(active);
      // Whoever is in the middle of something else is not pulled away.
      if (!isElsewhere) this.element.nativeElement.querySelector<HTMLElement>('[tabindex="-1"]')?.focus();
    });
  }
}
