import { afterAll, beforeAll } from '@jest/globals';
import { describeReportStore } from '../../src/report/report-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describeReportStore('MongoDB', async () => {
  const { reports: store, clock } = await subject.fresh();
  return { store, clock };
});
