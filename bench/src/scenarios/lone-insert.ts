import { MongoClient } from 'mongodb';
import { performance } from 'node:perf_hooks';
import { Latencies } from '../percentiles.ts';

/** The yardstick of durability: one insert at a time, `w: majority, j: true`, on the idle database. */
export async function loneInserts(uri: string, count = 500): Promise<Latencies> {
  const client = await MongoClient.connect(uri);
  const latencies = new Latencies();
  const collection = client.db('bench').collection('lone', { writeConcern: { w: 'majority', journal: true } });
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now();
    await collection.insertOne({ text: 'x'.repeat(90), index });
    if (index >= 50) latencies.add(performance.now() - startedAt);
  }
  await client.close();
  return latencies;
}
