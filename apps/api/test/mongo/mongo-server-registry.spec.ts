import { afterAll, beforeAll } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { MongoServerRegistry } from '../../src/cluster/infra/mongo-server-registry.js';
import { describeServerRegistry } from '../../src/cluster/server-registry.contract.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await openTestDatabase();
  connection = await mongoose.createConnection(database.uri).asPromise();
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

describeServerRegistry('MongoDB', async () => {
  await database.db.collection('servers').deleteMany({});
  return { registry: new MongoServerRegistry(connection) };
});
