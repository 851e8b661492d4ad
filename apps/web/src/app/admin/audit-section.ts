import { DOCUMENT } from '@angular/common';
import { Component, inject } from '@angular/core';
import type { AuditEntry, AuditPage } from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { dayAndTime } from './show-time';
import { AUDIT_ACT_NAMES } from './words';

const FILE_NAME = 'hearken-audit.ndjson';

/** What operators did. */
@Component({
  selector: 'hk-audit-section',
  imports: [DeedLine, LoadLine],
  template: `
    <div class="admin-row">
      <h1 tabindex="-1">Audit</h1>
      <button type="button" class="button small" [attr.aria-disabled]="exporting.isBusy()" (click)="export()">
        Export all
      </button>
    </div>
    <p class="soft">Every act of an operator. Nothing of it can be changed; it is kept for a year.</p>
    <hk-deed-line [state]="exporting.state()" />
    @let now = list.state();
    <hk-load-line [state]="now" (again)="load()" />
    @if (now.is === 'there') {
      <ol class="admin-list" aria-label="Acts, newest first">
        @for (entry of now.value.entries; track entry.id) {
          <li>
            <p>
              <time>{{ dayAndTime(entry.at) }}</time>: <strong>{{ entry.by }}</strong> {{ nameOf(entry) }}
            </p>
            @if (entry.target; as target) {
              <p class="soft small-words">
                <code>{{ target }}</code>
              </p>
            }
            @if (entry.note; as note) {
              <p class="soft small-words said">{{ note }}</p>
            }
          </li>
        } @empty {
          <li class="soft">Nothing was done yet.</li>
        }
      </ol>
      <hk-deed-line [state]="paging.state()" />
      @if (now.value.next; as next) {
        <p>
          <button type="button" class="button small" [attr.aria-disabled]="paging.isBusy()" (click)="more(next)">
            Older ones
          </button>
        </p>
      }
    }
  `,
})
export class AuditSection {
  protected readonly dayAndTime = dayAndTime;
  protected readonly exporting = new Deed();
  protected readonly paging = new Deed();
  private readonly api = inject(AdminApi);
  private readonly document = inject(DOCUMENT);
  protected readonly list = new Loader(() => this.api.audit());

  constructor() {
    this.load();
  }

  protected load(): void {
    void this.list.load();
  }

  /** An act that this page does not know yet is shown by its name on the wire. */
  protected nameOf({ act }: AuditEntry): string {
    return Object.entries(AUDIT_ACT_NAMES).find(([known]) => known === act)?.[1] ?? act;
  }

  protected async more(before: string): Promise<void> {
    const older = await this.paging.run(
      () => this.api.audit(before),
      ({ entries }) => `${String(entries.length)} more.`,
    );
    const now = this.list.state();
    if (older === undefined || now.is !== 'there') return;
    const page: AuditPage = { ...older, entries: [...now.value.entries, ...older.entries] };
    this.list.put(page);
  }

  /** Through a link of our own: a plain one would go without the token. */
  protected async export(): Promise<void> {
    const blob = await this.exporting.run(
      () => this.api.auditExport(),
      () => 'Exported.',
    );
    if (blob === undefined) return;
    const link = this.document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = FILE_NAME;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
