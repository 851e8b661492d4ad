import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import type { ReportSummary } from '@hearken/protocol';
import { AdminApi, type ReportFilter } from './admin-api';
import { FilterButtons, type Filter } from './filter-buttons';
import { LiveFeed } from './live-feed';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { ReportPanel } from './report-panel';
import { dayAndTime } from './show-time';
import { reasonName, REPORT_STATE_NAMES, SEVERITY_NAMES } from './words';

const FILTERS: readonly Filter<ReportFilter>[] = [
  { value: 'open', name: 'Open' },
  { value: 'closed', name: 'Decided' },
  { value: 'all', name: 'All' },
];

/** The queue of reports, and the one that is looked at. */
@Component({
  selector: 'hk-reports-section',
  imports: [FilterButtons, LoadLine, ReportPanel],
  template: `
    @if (opened(); as id) {
      <hk-report-panel [id]="id" (closed)="close()" />
    } @else {
      <h1 tabindex="-1">Reports</h1>
      <hk-filter-buttons label="Which reports" [filters]="filters" [chosen]="filter()" (pressed)="choose($event)" />
      @let now = list.state();
      <hk-load-line [state]="now" (again)="load()" />
      @if (now.is === 'there') {
        <ol class="admin-list" aria-label="Reports">
          @for (report of now.value.reports; track report.id) {
            <li class="admin-row">
              <div>
                <p>
                  <span class="tag severity-{{ report.severity }}">{{ severities[report.severity] }}</span>&ngsp;
                  <strong>{{ reasonName(report.reason) }}</strong>
                </p>
                <p class="soft small-words">{{ about(report) }}</p>
              </div>
              <button type="button" class="button small" [attr.data-report]="report.id" (click)="open(report)">
                Look at it<span class="visually-hidden"
                  >: {{ reasonName(report.reason) }}, {{ dayAndTime(report.at) }}</span
                >
              </button>
            </li>
          } @empty {
            <li class="soft">{{ none() }}</li>
          }
        </ol>
      }
    }
  `,
})
export class ReportsSection {
  protected readonly filters = FILTERS;
  protected readonly severities = SEVERITY_NAMES;
  protected readonly reasonName = reasonName;
  protected readonly dayAndTime = dayAndTime;
  protected readonly filter = signal<ReportFilter>('open');
  protected readonly opened = signal<string | undefined>(undefined);
  protected readonly none = computed(() => (this.filter() === 'open' ? 'No report waits.' : 'There are none.'));
  private readonly api = inject(AdminApi);
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly list = new Loader(() => this.api.reports(this.filter()));

  constructor() {
    const live = inject(LiveFeed).state;
    const open = computed(() => {
      const now = live();
      return now.is === 'there' ? now.overview.now.openReports : undefined;
    });
    // Also when a report has come, or somebody else has decided one.
    effect(() => {
      open();
      untracked(() => {
        this.load();
      });
    });
  }

  protected load(): void {
    void this.list.load();
  }

  protected choose(filter: ReportFilter): void {
    this.filter.set(filter);
    void this.list.load('fresh');
  }

  protected open({ id }: ReportSummary): void {
    this.opened.set(id);
  }

  protected close(): void {
    const id = this.opened();
    this.opened.set(undefined);
    this.load();
    const toRow = (): void => {
      const row = this.element.querySelector<HTMLElement>(`[data-report="${CSS.escape(id ?? '')}"]`);
      (row ?? this.element.querySelector<HTMLElement>('h1'))?.focus();
    };
    // Back to where the operator was. A decided report goes from the list when it is read, and the page keeps the focus.
    afterNextRender(toRow, { injector: this.injector });
  }

  protected about(report: ReportSummary): string {
    const parts = [dayAndTime(report.at), REPORT_STATE_NAMES[report.state]];
    if (report.isHeld) parts.push('kept out of pairing until decided');
    if (report.others > 0) parts.push(`${String(report.others)} more about the same device`);
    if (report.weight < 1) parts.push(`reporter’s word weighs ${String(Math.round(report.weight * 100))} %`);
    return parts.join('; ');
  }
}
