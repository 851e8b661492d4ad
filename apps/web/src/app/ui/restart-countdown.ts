import { Component, computed, input } from '@angular/core';
import { secondsLeft } from './page-clock';
import { RESTART_WORDS } from './words';

const MINUTE_S = 60;
const MINUTE_MS = 60_000;
/** How long a restart is said to be under way, ms: then it is over, or late, and nobody here knows which. */
export const RESTART_LASTS_MS = 120_000;

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/**
 * How long until a planned restart. The seconds are for eyes only: a screen reader is told the time of day, which stays,
 * so that a live region around it reads it out once.
 */
@Component({
  selector: 'hk-restart-countdown',
  template: `
    @if (seconds() > 0) {
      <span aria-hidden="true">{{ left() }}</span>
      <span class="visually-hidden">{{ at() }}</span>
    } @else if (secondsUntilOver() > 0) {
      {{ now }}
    }
  `,
})
export class RestartCountdown {
  /** The moment, on the page's clock, ms. */
  readonly until = input.required<number>();

  protected readonly now = RESTART_WORDS.now;
  protected readonly seconds = secondsLeft(this.until);
  protected readonly secondsUntilOver = secondsLeft(computed(() => this.until() + RESTART_LASTS_MS));
  protected readonly left = computed(() => {
    const seconds = this.seconds();
    const rest = String(seconds % MINUTE_S).padStart(2, '0');
    return RESTART_WORDS.in(`${String(Math.floor(seconds / MINUTE_S))}:${rest}`);
  });
  /** To the nearest minute: the difference of two clocks is never quite the same, and eight o'clock is not 7:59. */
  protected readonly at = computed(() =>
    RESTART_WORDS.at(TIME.format(Math.round(this.until() / MINUTE_MS) * MINUTE_MS)),
  );
}
