import { join } from 'node:path';
import { say } from '../workspace/progress.mjs';
import { hireUndertaker } from './hire-undertaker.mjs';
import { Part } from './part.mjs';
import { proxy } from './proxy.mjs';
import { redis } from './redis.mjs';
import { replicaSet } from './replica-set.mjs';
import { servers } from './servers.mjs';

/** The programs, found by scripts/cluster.mjs. */
const {
  MONGOMS_SYSTEM_BINARY = 'mongod',
  HEARKEN_REDIS_SERVER = 'redis-server',
  HEARKEN_HAPROXY = 'haproxy',
} = process.env;

/** All parts, started in the order in which they need each other, and stopped the other way round. */
export class Cluster {
  #undertaker = hireUndertaker();
  #started = [];

  constructor(folder) {
    this.folder = folder;
  }

  async start({ servers: count, port }) {
    const { folder } = this;
    const mongo = await replicaSet(folder, MONGOMS_SYSTEM_BINARY);
    const pubSub = await redis(folder, HEARKEN_REDIS_SERVER);
    await this.#launch([...mongo.members, pubSub.part]);
    await mongo.elect();
    const [first, ...others] = await servers(count, { folder, uri: mongo.uri, redisUrl: pubSub.url });
    // Alone: collections, indexes and the first operator are made by one.
    await this.#launch([first]);
    const addresses = [first, ...others].map(({ address }) => new URL(address).host);
    await this.#launch([...others, proxy(port, addresses, { folder, program: HEARKEN_HAPROXY })]);
  }

  async stop() {
    const groups = this.#started.reverse();
    // Servers first, while the rest still answers them.
    const isServer = ({ name }) => name.startsWith('server-');
    await Promise.all(groups.filter(isServer).map((part) => part.stop()));
    await Promise.all(groups.filter((part) => !isServer(part)).map((part) => part.stop()));
    this.#undertaker.dismiss();
  }

  async #launch(descriptions) {
    const surroundings = { show, undertaker: this.#undertaker };
    const parts = descriptions.map(
      (description) =>
        new Part({ ...description, logFile: join(this.folder, `${description.name}.log`) }, surroundings),
    );
    this.#started.push(...parts);
    await Promise.all(parts.map((part) => part.start()));
  }
}

/** One line a part, whenever its state is another. */
function show({ name, address, pid }, state) {
  say(`${name.padEnd(9)} ${state.padEnd(10)} ${address}${pid === undefined ? '' : `  pid ${pid}`}`);
}
