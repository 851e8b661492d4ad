import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { UI_WORDS } from './words';

/** The foot of a page: what there is to read about this site, and the way to help. */
@Component({
  selector: 'hk-site-links',
  imports: [RouterLink],
  template: `
    <nav class="site-links" [attr.aria-label]="words.siteLinks">
      <ul>
        @for (link of words.links; track link.to) {
          <li>
            <a [routerLink]="link.to">{{ link.name }}</a>
          </li>
        }
      </ul>
    </nav>
  `,
})
export class SiteLinks {
  protected readonly words = UI_WORDS;
}
