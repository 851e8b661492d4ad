import { Component, inject, signal } from '@angular/core';
import { PASSWORD_LENGTH } from '@hearken/protocol';
import { AdminSession } from './admin-session';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';
import { ADMIN_WORDS } from './words';

/** A password of one's own instead of the one-time password. */
@Component({
  selector: 'hk-change-password',
  imports: [DeedLine],
  template: `
    <form class="admin-card narrow" (submit)="submit($event)">
      <h1 tabindex="-1">{{ words.heading }}</h1>
      <p>{{ words.why }}</p>
      <label class="admin-field">
        <span>{{ words.current }}</span>
        <input
          class="field"
          type="password"
          autocomplete="current-password"
          required
          (input)="current.set(valueOf($event))"
        />
      </label>
      <label class="admin-field">
        <span>{{ words.next }}</span>
        <input
          class="field"
          type="password"
          autocomplete="new-password"
          aria-describedby="password-rule"
          required
          (input)="next.set(valueOf($event))"
        />
      </label>
      <p id="password-rule" class="soft small-words">{{ words.rule }}</p>
      <label class="admin-field">
        <span>{{ words.repeat }}</span>
        <input
          class="field"
          type="password"
          autocomplete="new-password"
          required
          (input)="repeated.set(valueOf($event))"
        />
      </label>
      @if (fault(); as reason) {
        <p class="refusal" role="alert">{{ reason }}</p>
      }
      <hk-deed-line [state]="deed.state()" />
      <div class="actions">
        <button type="submit" class="button primary" [attr.aria-disabled]="deed.isBusy()">{{ words.go }}</button>
      </div>
    </form>
  `,
})
export class ChangePassword {
  protected readonly words = ADMIN_WORDS.password;
  protected readonly valueOf = valueOf;
  protected readonly current = signal('');
  protected readonly next = signal('');
  protected readonly repeated = signal('');
  protected readonly fault = signal<string | undefined>(undefined);
  protected readonly deed = new Deed();
  private readonly session = inject(AdminSession);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    this.fault.set(this.faultOf());
    if (this.fault() !== undefined) return;
    const body = { current: this.current(), next: this.next() };
    await this.deed.run(
      () => this.session.changePassword(body),
      () => '',
    );
  }

  private faultOf(): string | undefined {
    if ([...this.next()].length < PASSWORD_LENGTH.min) return this.words.short;
    return this.next() === this.repeated() ? undefined : this.words.unlike;
  }
}
