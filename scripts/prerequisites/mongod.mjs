import '../../apps/api/test/support/typescript-source.mjs';

/** Finds or fetches the mongod of the tests and of `npm run cluster`, with one line a source; run by the pinned Node. Its path is the last line. */
const { findOrFetchMongod, HOW_TO_GET_MONGOD } = await import('../../apps/api/src/platform/mongo/mongod-binary.ts');

const binary = await findOrFetchMongod({ report: (line) => console.log(line) });
if (binary === undefined) {
  console.log(`A real mongod is needed, and none was found. ${HOW_TO_GET_MONGOD}`);
  process.exit(1);
}
console.log(binary);
