import { afterAll, beforeAll } from '@jest/globals';
import { describePersonStore } from '../../src/session/person-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describePersonStore('MongoDB', async () => {
  const { persons: store, clock } = await subject.fresh();
  return { store, clock };
});
