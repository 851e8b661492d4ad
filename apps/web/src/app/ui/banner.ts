import { Component, input, output } from '@angular/core';
import { Icon } from './icon';

/**
 * A line above the page's content that says how things stand. It does not announce itself: whether it is worth
 * interrupting a screen reader is for its user to say.
 */
@Component({
  selector: 'hk-banner',
  imports: [Icon],
  host: { '[class]': "'banner tone-' + tone()" },
  template: `
    <hk-icon name="alert" />
    <div class="banner-words"><ng-content /></div>
    @if (dismissLabel(); as label) {
      <button type="button" class="button quiet round" [attr.aria-label]="label" (click)="dismissed.emit()">
        <hk-icon name="close" />
      </button>
    }
  `,
})
export class Banner {
  /** `calm` for what merely is so, `note` for what asks for patience, `alarm` for what needs the person. */
  readonly tone = input<'calm' | 'note' | 'alarm'>('note');
  /** Name of the button that takes it away; without one it stays as long as its cause. */
  readonly dismissLabel = input<string>();
  readonly dismissed = output();
}
