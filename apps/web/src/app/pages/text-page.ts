import { Component, effect, input, untracked } from '@angular/core';
import type { PageName } from '@hearken/protocol';
import { injectTextLoader } from './load-text';
import { Markdown } from './markdown';
import { PageFrame } from './page-frame';
import { PAGE_WORDS } from './words';

/** /about, /guidelines, /privacy, /contact and /listening: a text that the operator may have replaced. */
@Component({
  selector: 'hk-text-page',
  imports: [Markdown, PageFrame],
  template: `
    <hk-page-frame>
      @let now = loader.state();
      @switch (now.is) {
        @case ('loading') {
          <p class="soft late" role="status">{{ words.loading }}</p>
        }
        @case ('there') {
          <hk-markdown [text]="now.text.markdown" />
        }
        @case ('failed') {
          <h1>{{ words.failedHeading }}</h1>
          <p role="alert">{{ words.failed }}</p>
          <p>
            <button type="button" class="button primary" (click)="load()">{{ words.again }}</button>
          </p>
        }
      }
    </hk-page-frame>
  `,
})
export class TextPage {
  /** Which text; from the route. */
  readonly name = input.required<PageName>();

  protected readonly words = PAGE_WORDS;
  protected readonly loader = injectTextLoader();

  constructor() {
    effect(() => {
      this.name();
      untracked(() => {
        this.load();
      });
    });
  }

  protected load(): void {
    void this.loader.load(this.name());
  }
}
