import { Component } from '@angular/core';
import { PageFrame } from '../pages/page-frame';
import { HelpNow } from './help-now';
import { HELP_WORDS } from './words';

/** /help: who helps now, as a page that can be linked. */
@Component({
  selector: 'hk-help-page',
  imports: [HelpNow, PageFrame],
  template: `
    <hk-page-frame [isHelp]="true">
      <h1>{{ words.heading }}</h1>
      <div class="help-now"><hk-help-now /></div>
    </hk-page-frame>
  `,
})
export class HelpPage {
  protected readonly words = HELP_WORDS;
}
