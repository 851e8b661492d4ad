import { Component, computed, input } from '@angular/core';
import type { DayCount } from '@hearken/protocol';
import { dayInUtc } from './show-time';

const WORDS = {
  heading: 'Conversations that helped',
  hint: 'Of those that ended, the ones in which somebody said afterwards that it helped. By day in UTC.',
  day: 'Day',
  ended: 'Ended',
  thanked: 'Helped',
  share: 'Share',
  none: '–',
  unknown: 'They can’t be read just now. Look again later.',
} as const;

/** How many conversations ended each day, and in how many of them somebody said that it helped. */
@Component({
  selector: 'hk-thanks-by-day',
  template: `
    <section class="admin-card" aria-labelledby="thanks-heading">
      <h2 id="thanks-heading">{{ words.heading }}</h2>
      <p class="soft small-words">{{ words.hint }}</p>
      @if (rows().length === 0) {
        <p class="refusal">{{ words.unknown }}</p>
      } @else {
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{{ words.day }}</th>
              <th scope="col">{{ words.ended }}</th>
              <th scope="col">{{ words.thanked }}</th>
              <th scope="col">{{ words.share }}</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.day) {
              <tr>
                <th scope="row">
                  <time [attr.datetime]="row.day">{{ row.name }}</time>
                </th>
                <td>{{ row.ended }}</td>
                <td>{{ row.thanked }}</td>
                <td>{{ row.share }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </section>
  `,
})
export class ThanksByDay {
  /** Oldest first. */
  readonly days = input.required<readonly DayCount[]>();

  protected readonly words = WORDS;
  /** Newest first, as one reads it. */
  protected readonly rows = computed(() =>
    this.days()
      .toReversed()
      .map(({ day, ended, thanked }) => ({
        day,
        name: dayInUtc(day),
        ended,
        thanked,
        share: ended === 0 ? WORDS.none : `${String(Math.round((100 * thanked) / ended))} %`,
      })),
  );
}
