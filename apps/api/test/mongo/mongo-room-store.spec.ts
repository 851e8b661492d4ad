import { afterAll, beforeAll } from '@jest/globals';
import { describeRoomStore } from '../../src/room/room-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describeRoomStore('MongoDB', async () => {
  const { rooms: store, clock } = await subject.fresh();
  return { store, clock };
});
