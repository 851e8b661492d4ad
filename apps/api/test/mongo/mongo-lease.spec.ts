import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { MongoLease } from '../../src/platform/mongo/mongo-lease.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';

describe('the lease in MongoDB (I4)', () => {
  let database: TestDatabase;
  let connection: Connection;
  const one = { id: 'one', host: 'here', pid: 1 };
  const two = { id: 'two', host: 'there', pid: 1 };

  beforeAll(async () => {
    database = await openTestDatabase();
    connection = await mongoose.createConnection(database.uri).asPromise();
  });
  afterAll(async () => {
    await connection.close();
    await database.close();
  });

  it('has one holder, who may renew and give it back', async () => {
    const lease = new MongoLease(connection, 'server');
    const [first, second] = await Promise.all([lease.take(one, 60_000), lease.take(two, 60_000)]);
    expect(first).toEqual(second);
    const [holder, other] = first.id === 'one' ? [one, two] : [two, one];
    expect(await lease.take(holder, 60_000)).toEqual(holder);
    await lease.release(other.id);
    expect(await lease.take(other, 60_000)).toEqual(holder);
    await lease.release(holder.id);
    expect(await lease.take(other, 60_000)).toEqual(other);
    await lease.release(other.id);
  });

  it('is free when its time is over, and may be taken from a holder that is known to be gone', async () => {
    const lease = new MongoLease(connection, 'server');
    await lease.take(one, -1);
    expect(await lease.take(two, 60_000)).toEqual(two);
    expect(await lease.take(one, 60_000, 'two')).toEqual(one);
    expect(await lease.take(two, 60_000, 'three')).toEqual(one);
    await lease.release('one');
  });

  it('is one of several, each with a holder of its own', async () => {
    const [server, caretaker] = [new MongoLease(connection, 'server'), new MongoLease(connection, 'caretaker')];
    expect([await server.take(one, 60_000), await caretaker.take(two, 60_000)]).toEqual([one, two]);
  });
});
