import {
  Component,
  ElementRef,
  ViewEncapsulation,
  afterRenderEffect,
  effect,
  inject,
  input,
  output,
  untracked,
} from '@angular/core';
import type { BanView, ReportView } from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { BanCard } from './ban-card';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { ReportActs } from './report-acts';
import { dayAndTime, timeOfDay } from './show-time';
import { reasonName, REPORT_STATE_NAMES, SEVERITY_NAMES } from './words';

const DECISIONS = { dismiss: 'Dismissed', warn: 'Warned', ban: 'Banned' } as const;

/** One report: what was said, who it is about, and what to do. */
@Component({
  selector: 'hk-report-panel',
  imports: [BanCard, LoadLine, ReportActs],
  templateUrl: './report-panel.html',
  styleUrl: './report-panel.css',
  encapsulation: ViewEncapsulation.None,
})
export class ReportPanel {
  readonly id = input.required<string>();
  readonly closed = output();

  protected readonly severities = SEVERITY_NAMES;
  protected readonly states = REPORT_STATE_NAMES;
  protected readonly decisions = DECISIONS;
  protected readonly reasonName = reasonName;
  protected readonly dayAndTime = dayAndTime;
  protected readonly timeOfDay = timeOfDay;
  private readonly api = inject(AdminApi);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly report = new Loader(() => this.api.report(this.id()));

  constructor() {
    effect(() => {
      this.id();
      untracked(() => void this.report.load('fresh'));
    });
    let isFocused = false;
    afterRenderEffect(() => {
      if (this.report.state().is === 'loading' || isFocused) return;
      isFocused = true;
      this.element.querySelector<HTMLElement>('h1')?.focus();
    });
  }

  protected percent(share: number): string {
    return `${String(Math.round(share * 100))} %`;
  }

  protected load(): void {
    void this.report.load();
  }

  protected decided(report: ReportView): void {
    this.report.put(report);
  }

  /** A ban of the history was changed: the history is read anew. */
  protected banChanged(_ban: BanView): void {
    this.load();
  }
}
