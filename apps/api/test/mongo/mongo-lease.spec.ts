import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoLease, type LeaseName } from '../../src/platform/mongo/mongo-lease.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

describe('the lease in MongoDB (I4)', () => {
  let subject: MongoSubject;
  const one = { id: 'one', host: 'here', pid: 1 };
  const two = { id: 'two', host: 'there', pid: 1 };

  beforeAll(async () => {
    subject = await openMongo();
  });
  afterAll(() => subject.close());

  const lease = (name: LeaseName): MongoLease => new MongoLease(subject.mongo.mongoose, name);

  it('has one holder, who may renew and give it back', async () => {
    const server = lease('server');
    const [first, second] = await Promise.all([server.take(one, 60_000), server.take(two, 60_000)]);
    expect(first).toEqual(second);
    const [holder, other] = first.id === 'one' ? [one, two] : [two, one];
    expect(await server.take(holder, 60_000)).toEqual(holder);
    await server.release(other.id);
    expect(await server.take(other, 60_000)).toEqual(holder);
    await server.release(holder.id);
    expect(await server.take(other, 60_000)).toEqual(other);
    await server.release(other.id);
  });

  it('is free when its time is over, and may be taken from a holder that is known to be gone', async () => {
    const server = lease('server');
    await server.take(one, -1);
    expect(await server.take(two, 60_000)).toEqual(two);
    expect(await server.take(one, 60_000, 'two')).toEqual(one);
    expect(await server.take(two, 60_000, 'three')).toEqual(one);
    await server.release('one');
  });

  it('is one of several, each with a holder of its own', async () => {
    const [server, caretaker] = [lease('server'), lease('caretaker')];
    expect([await server.take(one, 60_000), await caretaker.take(two, 60_000)]).toEqual([one, two]);
  });
});
