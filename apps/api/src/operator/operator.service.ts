import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OperatorName, OperatorRole, PasswordChange, SignedIn, SignIn } from '@hearken/protocol';
import { AdminError } from '../admin/admin-error.js';
import type { AuditService } from '../audit/audit.service.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { lockMs } from './domain/lock-out.js';
import type { OperatorRecord, OperatorSession, OperatorStore } from './operator-store.port.js';
import { Passwords } from './passwords.js';
import type { OperatorTokens } from './tokens.js';

/** A session nobody refreshes ends after this, ms; whoever works goes on for a week at most. */
export const SESSION_IDLE_MS = 12 * 60 * 60 * 1_000;
const SESSION_MAX_MS = 7 * 24 * 60 * 60 * 1_000;
/** Two tabs of one browser may refresh with the same cookie at the same moment. */
const ROTATION_GRACE_MS = 10_000;
/** A one-time password nobody used by then is void. */
export const ONE_TIME_MS = 24 * 60 * 60 * 1_000;

/** Who asks, as looked up for this very request. */
export interface Actor extends OperatorName {
  readonly sessionId: string;
  readonly mustChangePassword: boolean;
  /** When the token that was shown ends. */
  readonly tokenExpiresAt: number;
}

/** A sign-in or refresh that worked. */
export interface Admitted {
  readonly answer: SignedIn;
  /** For the refresh cookie; undefined: the one the browser has stays. */
  readonly cookie?: { readonly value: string; readonly expiresAt: number };
}

/** What the service is made of. */
export interface OperatorParts {
  readonly store: OperatorStore;
  readonly tokens: OperatorTokens;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly log: Log;
}

/** Operators: who they are, and that it is them. */
export class OperatorService {
  readonly #passwords = new Passwords();

  constructor(private readonly parts: OperatorParts) {}

  /** @throws {AdminError} wrong-credentials, locked */
  async signIn({ name, password }: SignIn): Promise<Admitted> {
    const operator = await this.#proven(name, password);
    await this.parts.store.noteSignIn(name, this.parts.clock.now());
    await this.parts.audit.note(name, 'operator-signed-in');
    return this.#open(operator);
  }

  /**
   * A new token for a session's refresh secret, which is replaced. A secret that was replaced before was stolen by
   * somebody, here or there: the session ends.
   *
   * @throws {AdminError} signed-out
   */
  async refresh(cookie: string | undefined): Promise<Admitted> {
    const { session, secretHash } = await this.#sessionOf(cookie);
    const operator = await this.#enabled(session.name);
    const now = this.parts.clock.now();
    if (!isSame(secretHash, session.secretHash)) {
      const isTwin = session.earlierHash !== undefined && isSame(secretHash, session.earlierHash);
      if (isTwin && now - session.rotatedAt <= ROTATION_GRACE_MS)
        return { answer: await this.#answer(operator, session.id) };
      if (isTwin) {
        this.parts.log.warn('operator-refresh-reused', { operator: session.name });
        await this.parts.store.endSession(session.id);
      }
      throw signedOut();
    }
    const secret = newSecret();
    const expiresAt = Math.min(now + SESSION_IDLE_MS, session.startedAt + SESSION_MAX_MS);
    const isRotated = await this.parts.store.rotate(session.id, secretHash, hashOf(secret), { at: now, expiresAt });
    const answer = await this.#answer(operator, session.id);
    return isRotated ? { answer, cookie: { value: `${session.id}.${secret}`, expiresAt } } : { answer };
  }

  /** @throws {AdminError} signed-out */
  async authenticate(token: string | undefined): Promise<Actor> {
    const read = token === undefined ? undefined : await this.parts.tokens.read(token);
    if (read === undefined) throw signedOut();
    const session = await this.parts.store.findSession(read.sessionId);
    if (session === undefined) throw signedOut();
    const { name, role, changeBefore } = await this.#enabled(session.name);
    return {
      name,
      role,
      sessionId: session.id,
      mustChangePassword: changeBefore !== undefined,
      tokenExpiresAt: read.expiresAt,
    };
  }

  signOut({ sessionId }: Actor): Promise<void> {
    return this.parts.store.endSession(sessionId);
  }

  async signOutEverywhere({ name }: Actor): Promise<void> {
    await this.parts.store.endSessions(name);
    await this.parts.audit.note(name, 'operator-signed-out-everywhere');
  }

  /** @throws {AdminError} wrong-credentials, locked, invalid */
  async changePassword({ name }: Actor, { current, next }: PasswordChange): Promise<Admitted> {
    await this.#proven(name, current);
    if (current === next) throw AdminError.of('invalid', 'next must differ from current');
    await this.parts.store.setPassword(name, await this.#passwords.hash(next), undefined);
    await this.parts.store.endSessions(name);
    await this.parts.audit.note(name, 'operator-password-changed');
    return this.#open(await this.#enabled(name));
  }

  /** Makes an account with a one-time password, which is the answer; undefined when the name is taken. */
  async create(name: string, role: OperatorRole, by: string): Promise<string | undefined> {
    const password = Passwords.oneTime();
    const now = this.parts.clock.now();
    const isMade = await this.parts.store.create({
      name,
      role,
      passwordHash: await this.#passwords.hash(password),
      changeBefore: now + ONE_TIME_MS,
      isEnabled: true,
      createdAt: now,
      failures: 0,
    });
    if (!isMade) return undefined;
    await this.parts.audit.note(by, 'operator-created', { target: name, note: role });
    return password;
  }

  /** The one-time password of the first operator, where there is none yet. */
  async createFirst(): Promise<{ readonly name: string; readonly password: string } | undefined> {
    const name = 'admin';
    if ((await this.parts.store.count()) > 0) return undefined;
    const password = await this.create(name, 'admin', 'console');
    return password === undefined ? undefined : { name, password };
  }

  /** A new one-time password, all sessions ended; undefined when there is no such operator. */
  async resetPassword(name: string, by: string): Promise<string | undefined> {
    const password = Passwords.oneTime();
    const changeBefore = this.parts.clock.now() + ONE_TIME_MS;
    if (!(await this.parts.store.setPassword(name, await this.#passwords.hash(password), changeBefore)))
      return undefined;
    await this.parts.store.endSessions(name);
    await this.parts.audit.note(by, 'operator-password-changed', { target: name });
    return password;
  }

  /** Whether there is such an operator. Their sessions end. */
  async disable(name: string, by: string): Promise<boolean> {
    if (!(await this.parts.store.setEnabled(name, false))) return false;
    await this.parts.store.endSessions(name);
    await this.parts.audit.note(by, 'operator-disabled', { target: name });
    return true;
  }

  list(): Promise<readonly OperatorRecord[]> {
    return this.parts.store.list();
  }

  async #proven(name: string, password: string): Promise<OperatorRecord> {
    const { store, clock, log, audit } = this.parts;
    const operator = await store.find(name);
    const lockedFor = (operator?.lockedUntil ?? 0) - clock.now();
    if (lockedFor > 0) throw AdminError.after('locked', lockedFor);
    const isRight = await this.#passwords.isRight(password, operator?.passwordHash);
    const isVoid = operator === undefined || !operator.isEnabled || (operator.changeBefore ?? Infinity) <= clock.now();
    if (isRight && !isVoid) return operator;
    const lock = lockMs(await store.noteFailure(name));
    if (lock > 0) {
      await store.lock(name, clock.now() + lock);
      log.warn('operator-locked', { operator: name, ms: lock });
      await audit.note(name, 'operator-locked');
    }
    throw AdminError.of('wrong-credentials');
  }

  async #enabled(name: string): Promise<OperatorRecord> {
    const operator = await this.parts.store.find(name);
    if (operator?.isEnabled !== true) throw signedOut();
    return operator;
  }

  async #open(operator: OperatorRecord): Promise<Admitted> {
    const now = this.parts.clock.now();
    const id = randomBytes(16).toString('base64url');
    const secret = newSecret();
    const expiresAt = now + SESSION_IDLE_MS;
    const times = { rotatedAt: now, startedAt: now, expiresAt };
    await this.parts.store.openSession({ id, name: operator.name, secretHash: hashOf(secret), ...times });
    return { answer: await this.#answer(operator, id), cookie: { value: `${id}.${secret}`, expiresAt } };
  }

  async #answer({ name, role, changeBefore }: OperatorRecord, sessionId: string): Promise<SignedIn> {
    const signed = await this.parts.tokens.sign(sessionId);
    return { ...signed, operator: { name, role }, mustChangePassword: changeBefore !== undefined };
  }

  async #sessionOf(cookie = ''): Promise<{ session: OperatorSession; secretHash: string }> {
    const [id = '', secret = ''] = cookie.split('.');
    const session = id === '' || secret === '' ? undefined : await this.parts.store.findSession(id);
    if (session === undefined) throw signedOut();
    return { session, secretHash: hashOf(secret) };
  }
}

function signedOut(): AdminError {
  return AdminError.of('signed-out');
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A random secret needs no slow hash. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
