import { Component, inject, signal } from '@angular/core';
import type { AnnouncementView } from '@hearken/protocol';
import { PAGE_CLOCK } from '../ui/page-clock';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { AdminApi } from './admin-api';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { dayAndTime } from './show-time';
import { SysmsgComposer } from './sysmsg-composer';
import { audienceName, people } from './words';

const WITHDRAW = {
  heading: 'Withdraw this announcement?',
  text: 'It is taken away from everybody who has it, and nobody else gets it.',
  yes: 'Withdraw',
  no: 'Leave it',
} as const;

/** Announcements: a new one, and those there are. */
@Component({
  selector: 'hk-sysmsg-section',
  imports: [ConfirmDialog, DeedLine, LoadLine, SysmsgComposer],
  template: `
    <h1 tabindex="-1">Announcements</h1>
    <hk-sysmsg-composer (sent)="load()" />
    <section class="admin-card" aria-labelledby="sysmsg-heading">
      <h2 id="sysmsg-heading" tabindex="-1">Sent</h2>
      <hk-deed-line [state]="deed.state()" />
      @let now = list.state();
      <hk-load-line [state]="now" (again)="load()" />
      @if (now.is === 'there') {
        <ul class="admin-list">
          @for (one of now.value.announcements; track one.id) {
            <li>
              <p class="said">{{ one.text }}</p>
              <p class="soft small-words">{{ about(one) }}</p>
              @if (isValid(one)) {
                <button type="button" class="button small alarm" (click)="asked.set(one)">
                  Withdraw<span class="visually-hidden">: {{ one.text }}</span>
                </button>
              }
            </li>
          } @empty {
            <li class="soft">Nothing was announced yet.</li>
          }
        </ul>
      }
    </section>
    @if (asked()) {
      <hk-confirm-dialog [question]="question" (answered)="answer($event)" />
    }
  `,
})
export class SysmsgSection {
  protected readonly question = WITHDRAW;
  protected readonly asked = signal<AnnouncementView | undefined>(undefined);
  protected readonly deed = new Deed();
  private readonly api = inject(AdminApi);
  private readonly clock = inject(PAGE_CLOCK);
  protected readonly list = new Loader(() => this.api.announcements());

  constructor() {
    this.load();
  }

  protected load(): void {
    void this.list.load();
  }

  protected isValid({ withdrawnAt, expiresAt }: AnnouncementView): boolean {
    return withdrawnAt === undefined && (expiresAt ?? Infinity) > this.clock.now();
  }

  protected about(one: AnnouncementView): string {
    const parts = [`${dayAndTime(one.at)}, ${one.by} to ${audienceName(one)}`, `reached ${people(one.reached)}`];
    if (one.restartAt !== undefined) parts.push(`restart at ${dayAndTime(one.restartAt)}`);
    if (one.expiresAt !== undefined) parts.push(`valid until ${dayAndTime(one.expiresAt)}`);
    if (one.withdrawnAt !== undefined) {
      parts.push(`withdrawn ${dayAndTime(one.withdrawnAt)} by ${one.withdrawnBy ?? 'somebody'}`);
    }
    return `${parts.join('; ')}.`;
  }

  protected answer(isWanted: boolean): void {
    const asked = this.asked();
    this.asked.set(undefined);
    if (isWanted && asked !== undefined) void this.withdraw(asked);
  }

  private async withdraw({ id }: AnnouncementView): Promise<void> {
    await this.deed.run(
      () => this.api.withdraw(id),
      () => 'Withdrawn.',
    );
    this.load();
  }
}
