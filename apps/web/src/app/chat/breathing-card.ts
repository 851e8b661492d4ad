import { Component, signal } from '@angular/core';
import { WAITING_WORDS } from './words';

/**
 * Something calm to look at while waiting: a breath that comes and goes. It can be held still (WCAG 2.2.2), and is where
 * the person wants less motion; then words alone invite to breathe.
 */
@Component({
  selector: 'hk-breathing-card',
  template: `
    <section class="breathing" [class.still]="isStill()" aria-labelledby="breathing-heading">
      <div class="breath" aria-hidden="true"><span></span><span></span></div>
      <div class="breathing-words">
        <h3 id="breathing-heading">{{ words.heading }}</h3>
        <p class="soft when-moving">{{ words.moving }}</p>
        <p class="soft when-still">{{ words.still }}</p>
        <button type="button" class="link-button" (click)="isStill.set(!isStill())">
          {{ isStill() ? words.letGo : words.hold }}
        </button>
      </div>
    </section>
  `,
})
export class BreathingCard {
  protected readonly words = WAITING_WORDS.breathing;
  protected readonly isStill = signal(false);
}
