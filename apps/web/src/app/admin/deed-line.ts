import { Component, input } from '@angular/core';
import type { DeedState } from './deed';
import { RefusalLine } from './refusal-line';

/** How something that the operator does went. The status is in the page before it has words, so that they are read. */
@Component({
  selector: 'hk-deed-line',
  imports: [RefusalLine],
  template: `
    @let now = state();
    <p class="deed" role="status">
      @if (now.is === 'done') {
        {{ now.words }}
      }
    </p>
    @if (now.is === 'refused') {
      <hk-refusal-line [refusal]="now.refusal" />
    }
  `,
})
export class DeedLine {
  readonly state = input.required<DeedState>();
}
