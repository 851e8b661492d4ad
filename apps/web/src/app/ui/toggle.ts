import { Component, input, output } from '@angular/core';

/** A switch with its words. */
@Component({
  selector: 'hk-toggle',
  template: `
    <label class="toggle">
      <span class="toggle-words">
        <span>{{ label() }}</span>
        @if (hint(); as words) {
          <small>{{ words }}</small>
        }
      </span>
      <input type="checkbox" role="switch" [checked]="isOn()" (change)="flip($event)" />
    </label>
  `,
})
export class Toggle {
  /** What it switches. */
  readonly label = input.required<string>();
  /** What that means, where the label alone does not say it. */
  readonly hint = input<string>();
  readonly isOn = input.required<boolean>();
  /** The person flipped it. */
  readonly flipped = output<boolean>();

  protected flip(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.flipped.emit(event.target.checked);
  }
}
