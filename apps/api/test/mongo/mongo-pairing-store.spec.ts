import { afterAll, beforeAll } from '@jest/globals';
import { describePairingStore } from '../../src/queue/pairing-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describePairingStore('MongoDB', async () => {
  const { pairs: store, persons, rooms, clock } = await subject.fresh();
  return { store, persons, rooms, clock };
});
