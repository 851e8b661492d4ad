import { Component, computed, inject, signal } from '@angular/core';
import type { BanView } from '@hearken/protocol';
import { AdminApi, type BanFilter } from './admin-api';
import { BanCard } from './ban-card';
import { BanForm } from './ban-form';
import { FilterButtons, type Filter } from './filter-buttons';
import { Loader } from './loader';
import { LoadLine } from './load-line';

const FILTERS: readonly (Filter<BanFilter> & { readonly none: string })[] = [
  { value: 'active', name: 'Active', none: 'Nobody is banned.' },
  { value: 'appealed', name: 'With an appeal', none: 'No appeal waits.' },
  { value: 'all', name: 'All', none: 'Nobody was banned yet.' },
];

/** Who is kept out, and who asks to be let in again. */
@Component({
  selector: 'hk-bans-section',
  imports: [BanCard, BanForm, FilterButtons, LoadLine],
  template: `
    <h1 tabindex="-1">Bans</h1>
    <hk-ban-form (banned)="load()" />
    <hk-filter-buttons label="Which bans" [filters]="filters" [chosen]="filter()" (pressed)="choose($event)" />
    @let now = list.state();
    <hk-load-line [state]="now" (again)="load()" />
    @if (now.is === 'there') {
      <ul class="admin-list" aria-label="Bans">
        @for (ban of now.value.bans; track ban.id) {
          <li class="admin-card"><hk-ban-card [ban]="ban" (changed)="put($event)" /></li>
        } @empty {
          <li class="soft">{{ none() }}</li>
        }
      </ul>
    }
  `,
})
export class BansSection {
  protected readonly filters = FILTERS;
  protected readonly filter = signal<BanFilter>('active');
  protected readonly none = computed(() => FILTERS.find(({ value }) => value === this.filter())?.none ?? '');
  private readonly api = inject(AdminApi);
  protected readonly list = new Loader(() => this.api.bans(this.filter()));

  constructor() {
    this.load();
  }

  protected load(): void {
    void this.list.load();
  }

  protected choose(filter: BanFilter): void {
    this.filter.set(filter);
    void this.list.load('fresh');
  }

  /** The changed ban stays in sight, also where it is no longer of the kind that is listed. */
  protected put(changed: BanView): void {
    const now = this.list.state();
    if (now.is !== 'there') return;
    this.list.put({ bans: now.value.bans.map((ban) => (ban.id === changed.id ? changed : ban)) });
  }
}
