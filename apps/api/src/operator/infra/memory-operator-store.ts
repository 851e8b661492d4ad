import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import type { OperatorRecord, OperatorSession, OperatorStore } from '../operator-store.port.js';

const operatorsOf = perDatabase((database) => database.addTable<OperatorRecord>());
const sessionsOf = perDatabase((database) =>
  database.addTable<OperatorSession>({ expiryOf: ({ expiresAt }) => expiresAt }),
);

/** Operators in memory. */
export class MemoryOperatorStore implements OperatorStore {
  readonly #operators: MemoryTable<OperatorRecord>;
  readonly #sessions: MemoryTable<OperatorSession>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#operators = operatorsOf(database);
    this.#sessions = sessionsOf(database);
  }

  count(): Promise<number> {
    return Promise.resolve([...this.#operators.values()].length);
  }

  create(operator: OperatorRecord): Promise<boolean> {
    const isFree = this.#operators.get(operator.name) === undefined;
    if (isFree) this.#operators.set(operator.name, operator);
    return Promise.resolve(isFree);
  }

  find(name: string): Promise<OperatorRecord | undefined> {
    return Promise.resolve(this.#operators.get(name));
  }

  list(): Promise<readonly OperatorRecord[]> {
    return Promise.resolve([...this.#operators.values()].sort((left, right) => (left.name < right.name ? -1 : 1)));
  }

  setPassword(name: string, passwordHash: string, changeBefore: number | undefined): Promise<boolean> {
    return this.#change(name, ({ changeBefore: _before, lockedUntil: _until, ...rest }) => ({
      ...rest,
      passwordHash,
      failures: 0,
      ...(changeBefore !== undefined && { changeBefore }),
    }));
  }

  setEnabled(name: string, isEnabled: boolean): Promise<boolean> {
    return this.#change(name, (operator) => ({ ...operator, isEnabled }));
  }

  async noteFailure(name: string): Promise<number> {
    await this.#change(name, (operator) => ({ ...operator, failures: operator.failures + 1 }));
    return this.#operators.get(name)?.failures ?? 0;
  }

  async lock(name: string, lockedUntil: number): Promise<void> {
    await this.#change(name, (operator) => ({ ...operator, lockedUntil }));
  }

  async noteSignIn(name: string, signedInAt: number): Promise<void> {
    await this.#change(name, ({ lockedUntil: _until, ...rest }) => ({ ...rest, signedInAt, failures: 0 }));
  }

  openSession(session: OperatorSession): Promise<void> {
    this.#sessions.set(session.id, session);
    return Promise.resolve();
  }

  findSession(id: string): Promise<OperatorSession | undefined> {
    const found = this.#sessions.get(id);
    return Promise.resolve(found !== undefined && found.expiresAt > this.clock.now() ? found : undefined);
  }

  rotate(
    id: string,
    from: string,
    to: string,
    { at, expiresAt }: { readonly at: number; readonly expiresAt: number },
  ): Promise<boolean> {
    const found = this.#sessions.get(id);
    if (found?.secretHash !== from) return Promise.resolve(false);
    this.#sessions.set(id, { ...found, secretHash: to, earlierHash: from, rotatedAt: at, expiresAt });
    return Promise.resolve(true);
  }

  endSession(id: string): Promise<void> {
    this.#sessions.delete(id);
    return Promise.resolve();
  }

  endSessions(name: string): Promise<number> {
    const theirs = [...this.#sessions.values()].filter((session) => session.name === name);
    for (const { id } of theirs) this.#sessions.delete(id);
    return Promise.resolve(theirs.length);
  }

  #change(name: string, change: (operator: OperatorRecord) => OperatorRecord): Promise<boolean> {
    const operator = this.#operators.get(name);
    if (operator !== undefined) this.#operators.set(name, change(operator));
    return Promise.resolve(operator !== undefined);
  }
}
