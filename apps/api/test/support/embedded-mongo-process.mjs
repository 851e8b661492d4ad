import './typescript-source.mjs';

/** Runs an embedded MongoDB until it is killed: `node embedded-mongo-process.mjs <mongod> <data folder>`. */
const { startEmbeddedMongo } = await import('../../src/platform/mongo/embedded-mongo.ts');
const [binary, dataDir] = process.argv.slice(2);

await startEmbeddedMongo({ binary, dataDir, report: () => undefined });
process.send('ready');
// A listener keeps the channel, and so the process, alive.
process.on('message', () => undefined);
