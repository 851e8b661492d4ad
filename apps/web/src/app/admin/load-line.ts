import { Component, input, output } from '@angular/core';
import type { Loaded } from './loader';
import { RefusalLine } from './refusal-line';
import { ADMIN_WORDS } from './words';

/** What stands where something is not there yet, or could not be read. */
@Component({
  selector: 'hk-load-line',
  imports: [RefusalLine],
  template: `
    @let now = state();
    @switch (now.is) {
      @case ('loading') {
        <p class="soft late" role="status">{{ words.loading }}</p>
      }
      @case ('failed') {
        <hk-refusal-line [refusal]="now.fault" />
        <p>
          <button type="button" class="button small" (click)="again.emit()">{{ words.again }}</button>
        </p>
      }
      @case ('there') {
        @if (now.fault; as fault) {
          <hk-refusal-line [refusal]="fault" />
          <p class="soft">
            {{ words.stale }}
            <button type="button" class="link-button" (click)="again.emit()">{{ words.again }}</button>
          </p>
        }
      }
    }
  `,
})
export class LoadLine {
  readonly state = input.required<Loaded<unknown>>();
  readonly again = output();

  protected readonly words = ADMIN_WORDS;
}
