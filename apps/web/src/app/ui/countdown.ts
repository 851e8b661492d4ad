import { Component, input } from '@angular/core';
import { secondsLeft } from './page-clock';

/** The seconds left until a moment. For eyes only: a screen reader would say each of them. */
@Component({
  selector: 'hk-countdown',
  template: `{{ seconds() }}`,
  host: { 'aria-hidden': 'true' },
})
export class Countdown {
  /** The moment, on the page's clock, ms. */
  readonly until = input.required<number>();

  protected readonly seconds = secondsLeft(this.until);
}
