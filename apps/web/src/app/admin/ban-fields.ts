import { Component, input, model } from '@angular/core';
import { BAN_LENGTHS } from './ban-length';
import { isTicked, valueOf } from './field-value';

/** For how long, and whether for the network too. */
@Component({
  selector: 'hk-ban-fields',
  template: `
    <label class="admin-field">
      <span>For how long</span>
      <select class="field" [value]="length()" [disabled]="isBusy()" (change)="length.set(valueOf($event))">
        @for (one of lengths; track one.value) {
          <option [value]="one.value" [selected]="one.value === length()">{{ one.name }}</option>
        }
      </select>
    </label>
    <label class="admin-tick">
      <input type="checkbox" [checked]="network()" [disabled]="isBusy()" (change)="network.set(isTicked($event))" />
      <span>Also the network they come from, for a week at most. It may keep others out.</span>
    </label>
  `,
})
export class BanFields {
  /** A `value` of `BAN_LENGTHS`. */
  readonly length = model.required<string>();
  readonly network = model.required<boolean>();
  readonly isBusy = input(false);

  protected readonly lengths = BAN_LENGTHS;
  protected readonly valueOf = valueOf;
  protected readonly isTicked = isTicked;
}
