import { Component, inject } from '@angular/core';
import { PAGE_RELOAD } from './page-reload';
import { UI_WORDS } from './words';

/** Stands where a part of the page should be that could not be had, with what helps. */
@Component({
  selector: 'hk-missing-part-note',
  template: `
    <p role="alert">{{ words.text }}</p>
    <div class="actions">
      <button type="button" class="button primary" (click)="reload()">{{ words.reload }}</button>
    </div>
  `,
})
export class MissingPartNote {
  protected readonly words = UI_WORDS.missingPart;
  protected readonly reload = inject(PAGE_RELOAD);
}
