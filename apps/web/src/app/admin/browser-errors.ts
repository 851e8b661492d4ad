import { Component, inject } from '@angular/core';
import { AdminApi } from './admin-api';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { dayAndTime } from './show-time';

const WORDS = {
  heading: 'Errors in browsers',
  none: 'No browser has told of an error.',
  again: 'Read again',
} as const;

/** Faults of the page that browsers have told of, equal ones together. */
@Component({
  selector: 'hk-browser-errors',
  imports: [LoadLine],
  template: `
    <section class="admin-card" aria-labelledby="browser-errors-heading">
      <div class="admin-row">
        <h2 id="browser-errors-heading">{{ words.heading }}</h2>
        <button type="button" class="button small" (click)="load()">{{ words.again }}</button>
      </div>
      @let now = list.state();
      <hk-load-line [state]="now" (again)="load()" />
      @if (now.is === 'there') {
        <ul class="admin-list">
          @for (group of now.value.groups; track group.id) {
            <li>
              <p>
                <strong>{{ group.name }}</strong> ({{ group.kind }}), {{ group.count }} ×, version {{ group.version }}
              </p>
              <p class="soft small-words">
                {{ group.pages.join(', ') }}; {{ group.browsers.join(', ') }}; first
                <time>{{ dayAndTime(group.firstAt) }}</time>, last <time>{{ dayAndTime(group.lastAt) }}</time>
              </p>
              @if (group.frames.length > 0) {
                <ol class="frames">
                  @for (frame of group.frames; track $index) {
                    <li>
                      <code>{{ frame }}</code>
                    </li>
                  }
                </ol>
              }
            </li>
          } @empty {
            <li class="soft">{{ words.none }}</li>
          }
        </ul>
      }
    </section>
  `,
})
export class BrowserErrors {
  protected readonly words = WORDS;
  protected readonly dayAndTime = dayAndTime;
  private readonly api = inject(AdminApi);
  protected readonly list = new Loader(() => this.api.browserErrors());

  constructor() {
    this.load();
  }

  protected load(): void {
    void this.list.load();
  }
}
