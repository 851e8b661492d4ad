import { Component, computed, input } from '@angular/core';
import type { Role, RoleCounts } from '@hearken/protocol';
import { UI_WORDS } from './words';

/** How many people are here in each role, and how many of them wait. */
@Component({
  selector: 'hk-who-is-here',
  template: `
    <dl class="who-is-here" [attr.aria-label]="words.whoIsHere">
      @for (row of rows(); track row.role) {
        <div>
          <dt>{{ row.name }}</dt>
          <dd>{{ row.online }}</dd>
          <dd class="who-waits">{{ words.waiting(row.waiting) }}</dd>
        </div>
      }
    </dl>
  `,
})
export class WhoIsHere {
  readonly counts = input.required<Record<Role, Pick<RoleCounts, 'online' | 'waiting'>>>();

  protected readonly words = UI_WORDS;
  protected readonly rows = computed(() =>
    (['listen', 'vent', 'talk'] as const satisfies readonly Role[]).map((role) => ({
      role,
      name: UI_WORDS.hereAs[role],
      online: this.counts()[role].online,
      waiting: this.counts()[role].waiting,
    })),
  );
}
