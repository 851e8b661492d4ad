import { afterAll, beforeAll } from '@jest/globals';
import { MongoServerRegistry } from '../../src/cluster/infra/mongo-server-registry.js';
import { describeServerRegistry } from '../../src/cluster/server-registry.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describeServerRegistry('MongoDB', async () => {
  const { mongoose } = subject.mongo;
  await mongoose.collection('servers').deleteMany({});
  return { registry: new MongoServerRegistry(mongoose) };
});
