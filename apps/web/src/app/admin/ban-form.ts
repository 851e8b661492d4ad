import { Component, inject, output, signal } from '@angular/core';
import { OPERATOR_NOTE_MAX, PUBLIC_ID_PATTERN, type BanView } from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { BanFields } from './ban-fields';
import { BAN_LENGTHS, banHours } from './ban-length';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';

/** Bans a person without a report. */
@Component({
  selector: 'hk-ban-form',
  imports: [BanFields, DeedLine],
  template: `
    <details class="admin-card">
      <summary>Ban a person without a report</summary>
      <form (submit)="submit($event)">
        <label class="admin-field">
          <span>Id of the person</span>
          <input class="field" spellcheck="false" [value]="personId()" (input)="personId.set(valueOf($event))" />
        </label>
        <label class="admin-field">
          <span>Reason, as the person is shown it</span>
          <textarea class="field" rows="2" [value]="reason()" (input)="reason.set(valueOf($event))"></textarea>
        </label>
        <hk-ban-fields [(length)]="length" [(network)]="network" [isBusy]="deed.isBusy()" />
        @if (fault(); as words) {
          <p class="refusal" role="alert">{{ words }}</p>
        }
        <hk-deed-line [state]="deed.state()" />
        <div class="actions">
          <button type="submit" class="button alarm" [attr.aria-disabled]="deed.isBusy()">Ban the person</button>
        </div>
      </form>
    </details>
  `,
})
export class BanForm {
  readonly banned = output<BanView>();

  protected readonly valueOf = valueOf;
  protected readonly personId = signal('');
  protected readonly reason = signal('');
  protected readonly length = signal<string>(BAN_LENGTHS[0].value);
  protected readonly network = signal(false);
  protected readonly fault = signal<string | undefined>(undefined);
  protected readonly deed = new Deed();
  private readonly api = inject(AdminApi);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const [personId, reason] = [this.personId().trim(), this.reason().trim()];
    this.fault.set(faultOf(personId, reason));
    if (this.fault() !== undefined) return;
    const draft = { personId, reason, ...banHours(this.length()), ...(this.network() && { network: true }) };
    const ban = await this.deed.run(
      () => this.api.ban(draft),
      () => 'Banned.',
    );
    if (ban === undefined) return;
    this.personId.set('');
    this.reason.set('');
    this.banned.emit(ban);
  }
}

function faultOf(personId: string, reason: string): string | undefined {
  if (!PUBLIC_ID_PATTERN.test(personId)) return 'That is no id of a person. A report shows it.';
  if (reason === '') return 'Write the reason.';
  return [...reason].length > OPERATOR_NOTE_MAX ? `At most ${String(OPERATOR_NOTE_MAX)} characters.` : undefined;
}
