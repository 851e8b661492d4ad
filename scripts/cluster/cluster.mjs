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

/** All parts, started in the order in which they need each other; servers are stopped while the rest still answers them. */
export class Cluster {
  #undertaker = hireUndertaker();
  #started = [];
  #stopping = new AbortController();

  constructor(folder) {
    this.folder = folder;
  }

  /** Resolves with the one address once people can come. Rejects where a part can't be had, and when it is stopped meanwhile. */
  async start({ servers: count, port }) {
    const { folder } = this;
    const mongo = await replicaSet(folder, MONGOMS_SYSTEM_BINARY);
    const pubSub = await redis(folder, HEARKEN_REDIS_SERVER);
    await this.#launch([...mongo.members, pubSub.part]);
    await mongo.elect(this.#stopping.signal);
    const [first, ...others] = await servers(count, { folder, uri: mongo.uri, redisUrl: pubSub.url });
    // Alone: collections, indexes and the first operator are made by one.
    await this.#launch([first]);
    const addresses = [first, ...others].map(({ address }) => new URL(address).host);
    const door = proxy(port, addresses, { folder, program: HEARKEN_HAPROXY });
    await this.#launch([...others, door]);
    return door.address;
  }

  async stop() {
    this.#stopping.abort();
    const isServer = ({ name }) => name.startsWith('server-');
    await Promise.all(this.#started.filter(isServer).map((part) => part.stop()));
    await Promise.all(this.#started.map((part) => part.stop()));
    this.#undertaker.dismiss();
  }

  async #launch(descriptions) {
    // What was prepared meanwhile comes too late: nobody would end it.
    this.#stopping.signal.throwIfAborted();
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
