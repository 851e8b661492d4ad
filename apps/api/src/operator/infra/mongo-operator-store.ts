import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import type { OperatorRecord, OperatorSession, OperatorStore } from '../operator-store.port.js';
import {
  operatorModel,
  operatorSessionModel,
  type OperatorDocument,
  type OperatorSessionDocument,
} from './operator.schema.js';

/** Operators in MongoDB. */
export class MongoOperatorStore implements OperatorStore {
  readonly #operators: Collection<OperatorDocument>;
  readonly #sessions: Collection<OperatorSessionDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#operators = nativeCollection(operatorModel(connection));
    this.#sessions = nativeCollection(operatorSessionModel(connection));
  }

  count(): Promise<number> {
    return this.#operators.countDocuments();
  }

  async create({ name, createdAt, signedInAt, lockedUntil, changeBefore, ...rest }: OperatorRecord): Promise<boolean> {
    try {
      await this.#operators.insertOne({
        _id: name,
        ...rest,
        createdAt: new Date(createdAt),
        ...(changeBefore !== undefined && { changeBefore: new Date(changeBefore) }),
        ...(signedInAt !== undefined && { signedInAt: new Date(signedInAt) }),
        ...(lockedUntil !== undefined && { lockedUntil: new Date(lockedUntil) }),
      });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async find(name: string): Promise<OperatorRecord | undefined> {
    const found = await this.#operators.findOne({ _id: name });
    return found === null ? undefined : toOperator(found);
  }

  async list(): Promise<readonly OperatorRecord[]> {
    return (await this.#operators.find().sort({ _id: 1 }).toArray()).map(toOperator);
  }

  async setPassword(name: string, passwordHash: string, changeBefore: number | undefined): Promise<boolean> {
    const { matchedCount } = await this.#operators.updateOne(
      { _id: name },
      {
        $set: {
          passwordHash,
          failures: 0,
          ...(changeBefore !== undefined && { changeBefore: new Date(changeBefore) }),
        },
        $unset: { lockedUntil: true, ...(changeBefore === undefined && { changeBefore: true as const }) },
      },
    );
    return matchedCount === 1;
  }

  async setEnabled(name: string, isEnabled: boolean): Promise<boolean> {
    return (await this.#operators.updateOne({ _id: name }, { $set: { isEnabled } })).matchedCount === 1;
  }

  async noteFailure(name: string): Promise<number> {
    const after = await this.#operators.findOneAndUpdate(
      { _id: name },
      { $inc: { failures: 1 } },
      { returnDocument: 'after' },
    );
    return after?.failures ?? 0;
  }

  async lock(name: string, until: number): Promise<void> {
    await this.#operators.updateOne({ _id: name }, { $set: { lockedUntil: new Date(until) } });
  }

  async noteSignIn(name: string, at: number): Promise<void> {
    await this.#operators.updateOne(
      { _id: name },
      { $set: { signedInAt: new Date(at), failures: 0 }, $unset: { lockedUntil: true } },
    );
  }

  async openSession({ id, rotatedAt, startedAt, expiresAt, ...rest }: OperatorSession): Promise<void> {
    await this.#sessions.insertOne({
      _id: id,
      ...rest,
      rotatedAt: new Date(rotatedAt),
      startedAt: new Date(startedAt),
      expiresAt: new Date(expiresAt),
    });
  }

  async findSession(id: string): Promise<OperatorSession | undefined> {
    const found = await this.#sessions.findOne({ _id: id, expiresAt: { $gt: new Date(this.clock.now()) } });
    return found === null ? undefined : toSession(found);
  }

  async rotate(
    id: string,
    from: string,
    to: string,
    { at, expiresAt }: { readonly at: number; readonly expiresAt: number },
  ): Promise<boolean> {
    const { matchedCount } = await this.#sessions.updateOne(
      { _id: id, secretHash: from },
      { $set: { secretHash: to, earlierHash: from, rotatedAt: new Date(at), expiresAt: new Date(expiresAt) } },
    );
    return matchedCount === 1;
  }

  async endSession(id: string): Promise<void> {
    await this.#sessions.deleteOne({ _id: id });
  }

  async endSessions(name: string): Promise<number> {
    return (await this.#sessions.deleteMany({ name })).deletedCount;
  }
}

function toOperator({
  _id,
  createdAt,
  signedInAt,
  lockedUntil,
  changeBefore,
  ...rest
}: OperatorDocument): OperatorRecord {
  return {
    name: _id,
    ...rest,
    createdAt: createdAt.getTime(),
    ...(changeBefore !== undefined && { changeBefore: changeBefore.getTime() }),
    ...(signedInAt !== undefined && { signedInAt: signedInAt.getTime() }),
    ...(lockedUntil !== undefined && { lockedUntil: lockedUntil.getTime() }),
  };
}

function toSession({ _id, rotatedAt, startedAt, expiresAt, ...rest }: OperatorSessionDocument): OperatorSession {
  return {
    id: _id,
    ...rest,
    rotatedAt: rotatedAt.getTime(),
    startedAt: startedAt.getTime(),
    expiresAt: expiresAt.getTime(),
  };
}
