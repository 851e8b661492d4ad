import { Component, computed, input } from '@angular/core';

/** Strokes in a 24 x 24 box. */
const PATHS = {
  mark: 'M6.7 10.5a5.4 5.4 0 0 1 10.8 0c0 2.4-1.5 3.4-2.6 4.5-1 .9-.9 1.9-1.2 2.8a2.4 2.4 0 0 1-4.7-.5M9.7 10.7a2.4 2.4 0 0 1 4.8 0c0 1.1-.7 1.6-1.3 2.2',
  vent: 'M4 5.5h16v10.5h-8.5L7 20v-4H4zM8 9.3h8M8 12.3h5',
  listen:
    'M7 10.5a5.5 5.5 0 0 1 11 0c0 2.5-1.5 3.4-2.7 4.6-1 .9-.9 1.9-1.2 2.8a2.5 2.5 0 0 1-4.8-.5M10 10.8a2.5 2.5 0 0 1 5 0c0 1.1-.8 1.6-1.4 2.2',
  talk: 'M3 5h11v8H8.5L5.5 15.6V13H3zM17 9h4v8h-2v2.6L16 17h-5v-1',
  leave: 'M14 4H6v16h8M10.5 12H21M17.5 8.5 21 12l-3.5 3.5',
  next: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3 20c.5-4 3.5-6 7-6 1.3 0 2.5.3 3.5.8M18 14v7M14.5 17.5h7',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  send: 'M12 19.5V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  heart: 'M12 20C5 15 3.5 11.8 3.5 9a4.4 4.4 0 0 1 8.5-1.6A4.4 4.4 0 0 1 20.5 9c0 2.8-1.5 6-8.5 11z',
  reply: 'M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6V19',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M19 12H5M11 6l-6 6 6 6',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M5.7 5.7l3.6 3.6M14.7 14.7l3.6 3.6M18.3 5.7l-3.6 3.6M9.3 14.7l-3.6 3.6',
  flag: 'M6 21V4M6 5h11l-2.5 4L17 13H6',
  alert: 'M12 7v6M12 16.6v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
} as const;

/** Name of a drawn symbol. */
export type IconName = keyof typeof PATHS;

/** A symbol beside or instead of words; the words are always there for screen readers, so it is hidden from them. */
@Component({
  selector: 'hk-icon',
  template: `<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path [attr.d]="path()" /></svg>`,
})
export class Icon {
  /** Which one. */
  readonly name = input.required<IconName>();

  protected readonly path = computed(() => PATHS[this.name()]);
}
