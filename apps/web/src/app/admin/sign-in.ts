import { Component, computed, inject, input, signal } from '@angular/core';
import { AdminSession, type SessionState } from './admin-session';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';
import { ADMIN_WORDS } from './words';

/** Name and password. */
@Component({
  selector: 'hk-sign-in',
  imports: [DeedLine],
  template: `
    <form class="admin-card narrow" (submit)="submit($event)">
      <h1 tabindex="-1">{{ words.heading }}</h1>
      @if (why(); as reason) {
        <p role="status">{{ reason }}</p>
      }
      <label class="admin-field">
        <span>{{ words.user }}</span>
        <input
          class="field"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          [readOnly]="deed.isBusy()"
          [value]="user()"
          (input)="user.set(valueOf($event))"
        />
      </label>
      <label class="admin-field">
        <span>{{ words.password }}</span>
        <input
          class="field"
          type="password"
          name="password"
          autocomplete="current-password"
          required
          [readOnly]="deed.isBusy()"
          [value]="password()"
          (input)="password.set(valueOf($event))"
        />
      </label>
      <hk-deed-line [state]="deed.state()" />
      <div class="actions">
        <button type="submit" class="button primary" [attr.aria-disabled]="deed.isBusy()">
          {{ deed.isBusy() ? words.going : words.go }}
        </button>
      </div>
    </form>
  `,
})
export class SignIn {
  /** Why the operator is asked. */
  readonly state = input.required<Extract<SessionState, { is: 'signed-out' }>>();

  protected readonly words = ADMIN_WORDS.signIn;
  protected readonly valueOf = valueOf;
  protected readonly why = computed(() => this.words.why[this.state().why]);
  protected readonly user = signal('');
  protected readonly password = signal('');
  protected readonly deed = new Deed();
  private readonly session = inject(AdminSession);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { name: this.user().trim().toLowerCase(), password: this.password() };
    await this.deed.run(
      () => this.session.signIn(body),
      () => '',
    );
    this.password.set('');
  }
}
