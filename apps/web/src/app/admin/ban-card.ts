import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { BanView } from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';
import { dayAndTime } from './show-time';
import { BAN_STATE_NAMES } from './words';

/** A ban, its appeal, and the way to end it. */
@Component({
  selector: 'hk-ban-card',
  imports: [DeedLine],
  template: `
    @let one = ban();
    <p tabindex="-1">
      <span class="tag state-{{ one.state }}">{{ states[one.state] }}</span>&ngsp;<span class="said">{{
        one.reason
      }}</span>
    </p>
    <p class="soft small-words">{{ about() }}</p>
    @if (one.appeal; as appeal) {
      <div class="appeal">
        <p class="soft small-words">
          Appeal, <time>{{ dayAndTime(appeal.at) }}</time>
        </p>
        <p class="said">{{ appeal.text }}</p>
        @if (appeal.answer; as answer) {
          <p class="soft small-words">
            {{ answer.decision === 'lift' ? 'Lifted' : 'Kept' }} by {{ answer.by }},
            <time>{{ dayAndTime(answer.at) }}</time>{{ answer.note ? ': ' + answer.note : '' }}
          </p>
        }
      </div>
    }
    <hk-deed-line [state]="deed.state()" />
    @if (one.state === 'active') {
      <label class="admin-field">
        <span>{{
          isAppealed() ? 'Answer to the appeal, shown to the person (optional)' : 'Note for the audit (optional)'
        }}</span>
        <input class="field" maxlength="500" [value]="note()" (input)="note.set(valueOf($event))" />
      </label>
      <div class="actions">
        <button type="button" class="button small" [attr.aria-disabled]="deed.isBusy()" (click)="lift()">
          Lift the ban<span class="visually-hidden">: {{ one.reason }}</span>
        </button>
        @if (isAppealed()) {
          <button type="button" class="button small" [attr.aria-disabled]="deed.isBusy()" (click)="keep()">
            Keep the ban<span class="visually-hidden">: {{ one.reason }}</span>
          </button>
        }
      </div>
    }
  `,
})
export class BanCard {
  readonly ban = input.required<BanView>();
  /** The ban as it is now. */
  readonly changed = output<BanView>();

  protected readonly states = BAN_STATE_NAMES;
  protected readonly dayAndTime = dayAndTime;
  protected readonly valueOf = valueOf;
  protected readonly note = signal('');
  protected readonly deed = new Deed();
  protected readonly isAppealed = computed(() => {
    const { appeal } = this.ban();
    return appeal !== undefined && appeal.answer === undefined;
  });
  protected readonly about = computed(() => {
    const ban = this.ban();
    const parts = [
      `${dayAndTime(ban.at)} by ${ban.by}`,
      ban.expiresAt === undefined ? 'for good' : `until ${dayAndTime(ban.expiresAt)}`,
    ];
    if (ban.networkUntil !== undefined) parts.push(`their network until ${dayAndTime(ban.networkUntil)}`);
    if (ban.reportId !== undefined) parts.push('for a report');
    if (ban.liftedAt !== undefined) parts.push(`lifted ${dayAndTime(ban.liftedAt)} by ${ban.liftedBy ?? 'somebody'}`);
    return `${parts.join('; ')}.`;
  });
  private readonly api = inject(AdminApi);

  protected lift(): void {
    const { id } = this.ban();
    const isAnswer = this.isAppealed();
    void this.change(
      () =>
        isAnswer ? this.api.answerAppeal(id, { decision: 'lift', ...this.noted() }) : this.api.lift(id, this.noted()),
      'Lifted.',
    );
  }

  protected keep(): void {
    const { id } = this.ban();
    void this.change(() => this.api.answerAppeal(id, { decision: 'keep', ...this.noted() }), 'Kept.');
  }

  private async change(work: () => Promise<BanView>, said: string): Promise<void> {
    const ban = await this.deed.run(work, () => said);
    if (ban !== undefined) this.changed.emit(ban);
  }

  private noted(): { readonly note?: string } {
    const note = this.note().trim();
    return note === '' ? {} : { note };
  }
}
