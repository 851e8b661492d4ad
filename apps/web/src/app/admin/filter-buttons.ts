import { Component, input, output } from '@angular/core';

/** Part of a list that can be asked for. */
export interface Filter<T extends string> {
  readonly value: T;
  readonly name: string;
}

/** Which part of a list is shown: one of a few, side by side. */
@Component({
  selector: 'hk-filter-buttons',
  template: `
    <div class="actions" role="group" [attr.aria-label]="label()">
      @for (one of filters(); track one.value) {
        <button
          type="button"
          class="button small"
          [attr.aria-pressed]="one.value === chosen()"
          (click)="pressed.emit(one.value)"
        >
          {{ one.name }}
        </button>
      }
    </div>
  `,
})
export class FilterButtons<T extends string> {
  /** Accessible name of the group. */
  readonly label = input.required<string>();
  readonly filters = input.required<readonly Filter<T>[]>();
  readonly chosen = input.required<T>();
  /** One was pressed; perhaps the one that is chosen already: then the list is wanted anew. */
  readonly pressed = output<T>();
}
