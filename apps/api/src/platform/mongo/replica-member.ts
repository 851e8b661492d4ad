import { MongoClient } from 'mongodb';
import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { freePort } from '../free-port.js';
import { givenBinary } from './given-binary.js';

/** The name of the one-member replica set, in its configuration and in the URI. */
export const REPLICA_SET = 'hearken';

interface ReplicaSetConfig {
  readonly _id: string;
  readonly members: readonly { readonly host: string }[];
}

/**
 * Gives the only member of the stored replica set another port. A member that does not find its own address in its
 * configuration never becomes primary, so this is done as for a restored backup: started without `--replSet`, with
 * the stored configuration rewritten.
 */
export async function renameMember(binary: string, dbPath: string, port: number): Promise<void> {
  const server = await MongoMemoryServer.create({
    binary: givenBinary(binary),
    instance: {
      dbPath,
      port: await freePort(),
      storageEngine: 'wiredTiger',
      args: ['--setParameter', 'disableLogicalSessionCacheRefresh=true'],
    },
    spawn: { detached: true },
  });
  try {
    const client = await MongoClient.connect(server.getUri(), { directConnection: true });
    await client
      .db('local')
      .collection<ReplicaSetConfig>('system.replset')
      .updateOne({ _id: REPLICA_SET }, { $set: { 'members.0.host': `127.0.0.1:${String(port)}` } });
    await client.close();
  } finally {
    await server.stop({ doCleanup: false });
  }
}
