import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PageFrame } from '../pages/page-frame';

const WORDS = {
  title: 'There is nothing at this address.',
  text: 'It may have been mistyped, or the page has moved.',
  home: 'To the start page',
} as const;

/** Any address that is none of ours. */
@Component({
  selector: 'hk-not-found',
  imports: [PageFrame, RouterLink],
  template: `
    <hk-page-frame>
      <h1>{{ words.title }}</h1>
      <p>{{ words.text }}</p>
      <p>
        <a class="button primary" routerLink="/">{{ words.home }}</a>
      </p>
    </hk-page-frame>
  `,
})
export class NotFound {
  protected readonly words = WORDS;
}
