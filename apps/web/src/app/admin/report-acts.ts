import { Component, computed, inject, input, output, signal } from '@angular/core';
import { OPERATOR_NOTE_MAX, REPORT_ACTS, type ReportAct, type ReportView } from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { BanFields } from './ban-fields';
import { BAN_LENGTHS, banHours } from './ban-length';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';

const WORDS = {
  dismiss: { name: 'Dismiss', note: 'Note for the audit (optional)', go: 'Dismiss the report', done: 'Dismissed.' },
  warn: { name: 'Warn', note: 'What the person is told', go: 'Send the warning', done: 'Warned.' },
  ban: { name: 'Ban', note: 'Reason, as the person is shown it', go: 'Ban the person', done: 'Banned.' },
} as const;

/** What may be done about a report. */
@Component({
  selector: 'hk-report-acts',
  imports: [BanFields, DeedLine],
  template: `
    <form class="admin-card" (submit)="submit($event)">
      <h2>Decide</h2>
      <fieldset class="actions">
        <legend class="visually-hidden">What to do</legend>
        @for (one of acts; track one) {
          <label class="admin-choice">
            <input type="radio" name="act" [value]="one" [checked]="one === act()" (change)="choose(one)" />
            <span>{{ words[one].name }}</span>
          </label>
        }
      </fieldset>
      <label class="admin-field">
        <span>{{ words[act()].note }}</span>
        <textarea class="field" rows="3" [value]="note()" (input)="write(valueOf($event))"></textarea>
      </label>
      @if (act() === 'ban') {
        <hk-ban-fields [(length)]="length" [(network)]="network" [isBusy]="deed.isBusy()" />
      }
      @if (fault(); as reason) {
        <p class="refusal" role="alert">{{ reason }}</p>
      }
      <hk-deed-line [state]="deed.state()" />
      <div class="actions">
        <button
          type="submit"
          class="button"
          [class.alarm]="act() === 'ban'"
          [class.primary]="act() !== 'ban'"
          [attr.aria-disabled]="deed.isBusy()"
        >
          {{ words[act()].go }}
        </button>
      </div>
    </form>
  `,
})
export class ReportActs {
  readonly report = input.required<ReportView>();
  /** The report as it is after the decision. */
  readonly decided = output<ReportView>();

  protected readonly words = WORDS;
  protected readonly acts = REPORT_ACTS;
  protected readonly valueOf = valueOf;
  protected readonly act = signal<ReportAct['act']>('dismiss');
  protected readonly note = signal('');
  protected readonly length = signal<string>(BAN_LENGTHS[0].value);
  protected readonly network = signal(false);
  protected readonly fault = signal<string | undefined>(undefined);
  protected readonly deed = new Deed();
  private readonly api = inject(AdminApi);

  private readonly decision = computed((): ReportAct => {
    const act = this.act();
    const note = this.note().trim();
    const noted = note === '' ? {} : { note };
    return act === 'ban'
      ? { act, ...noted, ...banHours(this.length()), ...(this.network() && { network: true }) }
      : { act, ...noted };
  });

  protected choose(act: ReportAct['act']): void {
    this.act.set(act);
    this.fault.set(undefined);
    this.deed.forget();
  }

  protected write(note: string): void {
    this.note.set(note);
    this.fault.set(undefined);
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const decision = this.decision();
    this.fault.set(faultOf(decision));
    if (this.fault() !== undefined) return;
    const decided = await this.deed.run(
      () => this.api.decide(this.report().id, decision),
      () => this.words[decision.act].done,
    );
    if (decided !== undefined) this.decided.emit(decided);
  }
}

function faultOf({ act, note }: ReportAct): string | undefined {
  if (act !== 'dismiss' && note === undefined) return 'Write what the person is told.';
  return [...(note ?? '')].length > OPERATOR_NOTE_MAX ? `At most ${String(OPERATOR_NOTE_MAX)} characters.` : undefined;
}
