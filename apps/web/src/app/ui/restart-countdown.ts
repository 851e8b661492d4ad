import { Component, computed, input } from '@angular/core';
import { secondsLeft } from './page-clock';

const MINUTE_S = 60;

/** Minutes and seconds until a planned restart. For eyes only: the text beside it says the time to a screen reader. */
@Component({
  selector: 'hk-restart-countdown',
  template: `{{ words() }}`,
  host: { 'aria-hidden': 'true' },
})
export class RestartCountdown {
  /** The moment, on the page's clock, ms. */
  readonly until = input.required<number>();

  private readonly seconds = secondsLeft(this.until);
  protected readonly words = computed(() => {
    const seconds = this.seconds();
    return `${String(Math.floor(seconds / MINUTE_S))}:${String(seconds % MINUTE_S).padStart(2, '0')}`;
  });
}
