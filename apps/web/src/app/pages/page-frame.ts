import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../ui/icon';
import { SiteLinks } from '../ui/site-links';
import { UI_WORDS } from '../ui/words';

/** What is around a page that one reads: the way to the start page, help, the content, and the other pages. */
@Component({
  selector: 'hk-page-frame',
  imports: [Icon, RouterLink, SiteLinks],
  template: `
    <div class="frame">
      <header class="frame-head">
        <a class="brand" routerLink="/" [attr.aria-label]="words.start"><hk-icon name="mark" />{{ words.name }}</a>
        @if (!isHelp()) {
          <a class="button small help-link" routerLink="/help"><hk-icon name="help" />{{ words.helpNow }}</a>
        }
      </header>
      <main class="frame-main"><ng-content /></main>
      <footer><hk-site-links /></footer>
    </div>
  `,
})
export class PageFrame {
  /** This is the help page itself. */
  readonly isHelp = input(false);

  protected readonly words = UI_WORDS;
}
