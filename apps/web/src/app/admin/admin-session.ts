import { Injectable, inject, signal } from '@angular/core';
import type { OperatorName, PasswordChange, SignedIn, SignIn } from '@hearken/protocol';
import { ADMIN_FETCH, type AdminAnswer } from './admin-fetch';
import { AdminRefusal } from './admin-refusal';

/** Where this tab stands with the server. */
export type SessionState =
  /** It is not known yet whether the cookie still opens a session. */
  | { readonly is: 'looking' }
  | { readonly is: 'unreachable' }
  /** `ended`: there was a session, and the server knows it no more. */
  | { readonly is: 'signed-out'; readonly why: 'new' | 'left' | 'left-everywhere' | 'ended' }
  /** A one-time password was used: nothing else is allowed before it is changed. */
  | { readonly is: 'must-change'; readonly operator: OperatorName }
  | { readonly is: 'signed-in'; readonly operator: OperatorName };

/** One request to `/api/admin`. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/admin`. */
  readonly path: string;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** An answer that has not come by then will not come, ms. */
const ANSWER_MAX_MS = 15_000;

/**
 * An operator's session in this tab. The token stays in memory: a reload gets a new one for the httpOnly cookie. A token
 * that has ended is replaced once, and what was asked is asked again; the server's word counts, not this clock.
 */
@Injectable({ providedIn: 'root' })
export class AdminSession {
  private readonly fetch = inject(ADMIN_FETCH);
  private readonly now = signal<SessionState>({ is: 'looking' });
  private token: string | undefined;
  private refreshing: Promise<void> | undefined;

  readonly state = this.now.asReadonly();

  /** Goes on with the session of the cookie, where there is one. */
  async resume(): Promise<void> {
    this.now.set({ is: 'looking' });
    try {
      await this.refresh();
    } catch (fault) {
      const { code } = AdminRefusal.caught(fault);
      this.now.set(code === 'signed-out' ? { is: 'signed-out', why: 'new' } : { is: 'unreachable' });
    }
  }

  /** @throws {AdminRefusal} wrong-credentials, locked, rate-limited */
  async signIn(body: SignIn): Promise<void> {
    this.admit(await this.read<SignedIn>({ method: 'POST', path: 'session', body }));
  }

  /** @throws {AdminRefusal} wrong-credentials, locked, rate-limited, invalid */
  async changePassword(body: PasswordChange): Promise<void> {
    this.admit(await this.ask<SignedIn>({ method: 'POST', path: 'password', body }));
  }

  /** Here, or in every browser. @throws {AdminRefusal} where the server could not be told: the session is still open. */
  async signOut(where: 'here' | 'everywhere'): Promise<void> {
    try {
      await this.send(
        where === 'here' ? { method: 'DELETE', path: 'session' } : { method: 'POST', path: 'session/end-all' },
      );
    } catch (fault) {
      // Signed out already is signed out.
      if (AdminRefusal.caught(fault).code !== 'signed-out') throw fault;
    }
    this.token = undefined;
    this.now.set({ is: 'signed-out', why: where === 'here' ? 'left' : 'left-everywhere' });
  }

  /** Asks in the operator's name; the answer's JSON. @throws {AdminRefusal} */
  async ask<T>(request: AdminRequest): Promise<T> {
    return json<T>(await this.send(request));
  }

  /** Asks in the operator's name; the answer as it comes. @throws {AdminRefusal} */
  async send(request: AdminRequest): Promise<AdminAnswer> {
    const used = this.token;
    try {
      return await this.exchange(request, used);
    } catch (fault) {
      if (AdminRefusal.caught(fault).code !== 'signed-out') throw fault;
    }
    // Somebody else's request may have got a new one meanwhile.
    if (used === this.token) await this.renew();
    return this.exchange(request, this.token);
  }

  private async renew(): Promise<void> {
    try {
      await this.refresh();
    } catch (fault) {
      const refusal = AdminRefusal.caught(fault);
      const isOpen = this.now().is === 'signed-in' || this.now().is === 'must-change';
      if (refusal.code === 'signed-out' && isOpen) {
        this.token = undefined;
        this.now.set({ is: 'signed-out', why: 'ended' });
      }
      throw refusal;
    }
  }

  /** One at a time: a refresh secret is good for one use. */
  private refresh(): Promise<void> {
    this.refreshing ??= this.read<SignedIn>({ method: 'POST', path: 'session/refresh' })
      .then((signedIn) => {
        this.admit(signedIn);
      })
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  private admit({ token, operator, mustChangePassword }: SignedIn): void {
    this.token = token;
    this.now.update((before) => {
      const is = mustChangePassword ? 'must-change' : 'signed-in';
      // The same state again, so that a refresh redraws nothing.
      const isSame =
        before.is === is && before.operator.name === operator.name && before.operator.role === operator.role;
      return isSame ? before : { is, operator };
    });
  }

  private async read<T>(request: AdminRequest): Promise<T> {
    return json<T>(await this.exchange(request, undefined));
  }

  private async exchange(
    { method, path, body, signal }: AdminRequest,
    token: string | undefined,
  ): Promise<AdminAnswer> {
    const headers = {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    const answer = await this.fetch(`/api/admin/${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(ANSWER_MAX_MS),
      cache: 'no-store',
      credentials: 'same-origin',
    }).catch((fault: unknown) => {
      throw AdminRefusal.unreachable(fault);
    });
    if (!answer.ok) throw await AdminRefusal.from(answer);
    return answer;
  }
}

/** The answers are our own server's, which is held to the same types: their shape is not checked a second time. */
async function json<T>(answer: AdminAnswer): Promise<T> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw AdminRefusal.of('internal');
  return body as T;
}
