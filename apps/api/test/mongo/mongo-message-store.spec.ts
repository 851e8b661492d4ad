import { afterAll, beforeAll } from '@jest/globals';
import { describeMessageStore } from '../../src/room/message-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describeMessageStore('MongoDB', async () => {
  const { messages: store, clock } = await subject.fresh();
  return { store, clock };
});
