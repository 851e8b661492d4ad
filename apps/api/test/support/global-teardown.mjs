import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  const { mongo, dataDir } = globalThis.hearkenTestMongo;
  await mongo.stop();
  await rm(dataDir, { recursive: true, force: true });
}
