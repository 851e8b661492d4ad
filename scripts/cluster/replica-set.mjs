import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../workspace/paths.mjs';
import { Explained } from '../workspace/progress.mjs';
import { freePorts, isFree } from './ports.mjs';

const { MongoClient } = createRequire(join(ROOT, 'apps', 'api', 'package.json'))('mongodb');

const SET = 'hearken';
const MEMBERS = 3;
/** Small, as for one server: the texts of a chat live a day, and three of these share a laptop. */
const ARGS = [
  ...['--replSet', SET, '--bind_ip', '127.0.0.1', '--quiet'],
  ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '128'],
  ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  // Or each takes 15 s to say goodbye to clients that are gone already.
  ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
];
const ANSWER_MS = 1_000;
const ELECTION_MAX_MS = 30_000;
const ELECTION_PAUSE_MS = 250;
/** Rounds between two members that are asked to stand for election. */
const ASK_EVERY = 12;
const NOT_YET_INITIALISED = 94;

/** The members of the replica set below `folder`, with the address for MONGODB_URI. Their ports stay the same. */
export async function replicaSet(folder, program) {
  const ports = await rememberedPorts(join(folder, 'ports.json'));
  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  const members = hosts.map((host, index) => {
    const name = `mongo-${index + 1}`;
    const dbPath = join(folder, name);
    mkdirSync(dbPath, { recursive: true });
    return {
      name,
      address: host,
      program,
      args: [...ARGS, '--port', String(ports[index]), '--dbpath', dbPath],
      probe: () => stateOf(host, hosts),
      isGood: (state) => state === 'primary' || state === 'secondary',
    };
  });
  return {
    members,
    uri: `mongodb://${hosts.join(',')}/hearken?replicaSet=${SET}`,
    elect: (signal) => elect(hosts, signal),
  };
}

/** By themselves they would wait ten seconds for a primary, which there can't be yet. Rejects when `signal` aborts. */
async function elect(hosts, signal) {
  const deadline = Date.now() + ELECTION_MAX_MS;
  for (let round = 0; Date.now() < deadline; round += 1) {
    const states = await Promise.all(hosts.map((host) => stateOf(host, hosts).catch(() => undefined)));
    if (states.includes('primary')) return;
    // Seldom: one that is asked again while the others elect another starts all over. Refused where another is newer.
    const candidate = hosts[(round / ASK_EVERY) % MEMBERS];
    if (candidate !== undefined) {
      await withMember(candidate, (admin) => admin.command({ replSetStepUp: 1 })).catch(() => undefined);
    }
    await sleep(ELECTION_PAUSE_MS, undefined, { signal });
  }
  throw new Explained('The three members of the replica set elect no primary.');
}

/** A member knows the others by their ports: where one is taken by somebody else, there is nothing to be done. */
async function rememberedPorts(file) {
  if (!existsSync(file)) {
    const ports = await freePorts(MEMBERS);
    writeFileSync(file, JSON.stringify(ports));
    return ports;
  }
  const ports = JSON.parse(readFileSync(file, 'utf8'));
  for (const port of ports) {
    if (await isFree(port, '127.0.0.1')) continue;
    throw new Explained(
      `Port ${port} is in use, and the database of this cluster knows no other. Does another \`npm run cluster\` run? ` +
        `If not, end the program that has the port, or begin anew without ${file.replace(/ports\.json$/, '')}.`,
    );
  }
  return ports;
}

/** Also makes the members one set, the first time that all of them run. */
async function stateOf(host, hosts) {
  return withMember(host, async (admin) => {
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary) return 'primary';
    if (hello.secondary) return 'secondary';
    if (host === hosts[0] && hello.setName === undefined) await initiate(admin, hosts);
    return 'starting';
  });
}

async function initiate(admin, hosts) {
  const isNew = await admin.command({ replSetGetStatus: 1 }).then(
    () => false,
    ({ code }) => code === NOT_YET_INITIALISED,
  );
  if (!isNew) return;
  const members = hosts.map((host, _id) => ({ _id, host }));
  await admin.command({ replSetInitiate: { _id: SET, members } });
}

async function withMember(host, ask) {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: ANSWER_MS,
    connectTimeoutMS: ANSWER_MS,
    // Initiating waits for all members.
    socketTimeoutMS: 10 * ANSWER_MS,
  });
  try {
    return await ask(client.db('admin'));
  } finally {
    await client.close();
  }
}
