import type { OperatorRole } from '@hearken/protocol';

/** An operator's account. */
export interface OperatorRecord {
  readonly name: string;
  readonly role: OperatorRole;
  /** Argon2id, with its parameters and salt. */
  readonly passwordHash: string;
  /** The password is a one-time one: it has to be changed before anything else, until then. */
  readonly changeBefore?: number;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  readonly signedInAt?: number;
  /** Wrong passwords since the last right one. */
  readonly failures: number;
  readonly lockedUntil?: number;
}

/** One sign-in of an operator, on one browser. */
export interface OperatorSession {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the refresh secret that holds now, and of the one before it. */
  readonly secretHash: string;
  readonly earlierHash?: string;
  readonly rotatedAt: number;
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** Operators and their sessions (collections `operators`, `operatorSessions`). */
export interface OperatorStore {
  count(): Promise<number>;
  /** False: the name is taken. */
  create(operator: OperatorRecord): Promise<boolean>;
  find(name: string): Promise<OperatorRecord | undefined>;
  list(): Promise<readonly OperatorRecord[]>;
  /** Whether there is such an operator. Also forgets failures and a lock. */
  setPassword(name: string, passwordHash: string, changeBefore: number | undefined): Promise<boolean>;
  setEnabled(name: string, isEnabled: boolean): Promise<boolean>;
  /** One more wrong password; how many it is now, 0 where there is no such operator. */
  noteFailure(name: string): Promise<number>;
  lock(name: string, until: number): Promise<void>;
  noteSignIn(name: string, at: number): Promise<void>;

  openSession(session: OperatorSession): Promise<void>;
  /** Undefined when it has ended, or expired. */
  findSession(id: string): Promise<OperatorSession | undefined>;
  /** Replaces the refresh secret, if `from` is still the one that holds. Whether it was. */
  rotate(
    id: string,
    from: string,
    to: string,
    times: { readonly at: number; readonly expiresAt: number },
  ): Promise<boolean>;
  endSession(id: string): Promise<void>;
  /** How many there were. */
  endSessions(name: string): Promise<number>;
}
