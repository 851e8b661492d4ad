import { Component, inject } from '@angular/core';
import { Banner } from './banner';
import { MissingPart } from './missing-part';
import { PAGE_LOAD } from './page-reload';
import { UI_WORDS } from './words';

/** Says that a part of the page could not be had, and what helps. Everything else stays as it is. */
@Component({
  selector: 'hk-missing-part-hint',
  imports: [Banner],
  template: `
    <div class="missing-part" role="alert">
      @if (missing.address(); as address) {
        <hk-banner tone="note" [dismissLabel]="words.dismiss" (dismissed)="missing.dismiss()">
          <span>{{ words.text }}</span>
          <button type="button" class="link-button" (click)="load(address)">{{ words.reload }}</button>
        </hk-banner>
      }
    </div>
  `,
})
export class MissingPartHint {
  protected readonly words = UI_WORDS.missingPart;
  protected readonly missing = inject(MissingPart);
  protected readonly load = inject(PAGE_LOAD);
}
