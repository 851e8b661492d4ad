import { Component, computed, input } from '@angular/core';
import type { AdminRefusal } from './admin-refusal';
import { refusalWords } from './refusal-words';

/** Why something was not done. Interrupts a screen reader: the operator waits for it. */
@Component({
  selector: 'hk-refusal-line',
  template: `<p class="refusal" role="alert">{{ words() }}</p>`,
})
export class RefusalLine {
  readonly refusal = input.required<AdminRefusal>();

  protected readonly words = computed(() => refusalWords(this.refusal()));
}
