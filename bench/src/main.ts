import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { acrossTable } from './across-table.ts';
import { LeanSocket } from './lean-socket.ts';
import { matcherTable } from './matcher-table.ts';
import { openMongo } from './servers/mongo.ts';
import { mongoCpuUs, startHearken, startRelay } from './servers/hearken.ts';
import { chat, hearkenTalkers, relayTalkers, type ChatFigures } from './scenarios/chat.ts';
import { pairAtOnce, resumeAll } from './scenarios/gather.ts';
import { loneInserts } from './scenarios/lone-insert.ts';
import { memoryPerConnection } from './scenarios/memory.ts';
import { BenchPerson } from './scenarios/people.ts';

/** What `npm run bench` measures; every speed is a ratio against something run beside it in the same run. */
const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '8' },
    rates: { type: 'string', default: '1000,5000,10000' },
    only: { type: 'string', default: 'chat,pairing,memory,resume,matcher,across' },
    // A folder for CPU profiles of the server; taking them costs: such a run's figures are not for comparing.
    profile: { type: 'string' },
  },
});
const SOCKETS = Number(values.sockets);
const SECONDS = Number(values.seconds);
const RATES = values.rates.split(',').map(Number);
/** A profile is written at a clean end. */
const STOP = values.profile === undefined ? 'SIGKILL' : 'SIGTERM';
const HEARKEN_PORT = 3_971;
const RELAY_PORT = 3_972;
const ORIGIN = `http://127.0.0.1:${String(HEARKEN_PORT)}`;

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function times(value: number, yardstick: number): string {
  return `${(value / yardstick).toFixed(2)}x`;
}

async function chatTable(mongo: Awaited<ReturnType<typeof openMongo>>, keys: string): Promise<void> {
  const lone = await loneInserts(mongo.uri);
  console.log(`lone durable insert on the idle mongod: p50 ${ms(lone.at(0.5))} ms, p99 ${ms(lone.at(0.99))} ms`);
  const rows: Record<string, string>[] = [];
  for (const rate of RATES) {
    const relay = await relayFigures(rate);
    const hearken = await hearkenFigures(rate, mongo, keys);
    rows.push({
      'texts/s': String(rate),
      'relay us': relay.serverUs.toFixed(1),
      'hearken us': hearken.serverUs.toFixed(1),
      'cpu ratio': times(hearken.serverUs, relay.serverUs),
      'ack p50/p99 ms': `${ms(hearken.ack.at(0.5))} / ${ms(hearken.ack.at(0.99))}`,
      'of lone p50': `${times(hearken.ack.at(0.5), lone.at(0.5))} / ${times(hearken.ack.at(0.99), lone.at(0.5))}`,
      'heard p50/p99 ms': `${ms(hearken.relay.at(0.5))} / ${ms(hearken.relay.at(0.99))}`,
      'bare heard ms': `${ms(relay.relay.at(0.5))} / ${ms(relay.relay.at(0.99))}`,
      'mongod us': hearken.mongoUs.toFixed(1),
      'load core': `${(hearken.loadShare * 100).toFixed(0)} %`,
    });
  }
  console.table(rows);
}

async function relayFigures(rate: number): Promise<ChatFigures> {
  const server = await startRelay(RELAY_PORT);
  try {
    const talkers = await relayTalkers(`http://127.0.0.1:${String(RELAY_PORT)}`, SOCKETS);
    return await chat(talkers, { perSecond: rate, seconds: SECONDS }, server, () => Promise.resolve(0));
  } finally {
    await server.stop('SIGKILL');
  }
}

async function hearkenFigures(
  rate: number,
  mongo: Awaited<ReturnType<typeof openMongo>>,
  keys: string,
): Promise<ChatFigures> {
  const server = await startHearken(HEARKEN_PORT, mongo, keys, { profileDir: values.profile });
  try {
    const talkers = await hearkenTalkers([ORIGIN], SOCKETS);
    return await chat(talkers, { perSecond: rate, seconds: SECONDS }, server, () => mongoCpuUs(mongo));
  } finally {
    await server.stop(STOP);
  }
}

async function memoryLine(mongo: Awaited<ReturnType<typeof openMongo>>, keys: string): Promise<void> {
  const relay = await startRelay(RELAY_PORT);
  const bare = await memoryPerConnection(relay, () => LeanSocket.open(`http://127.0.0.1:${String(RELAY_PORT)}`));
  await relay.stop('SIGKILL');
  const server = await startHearken(HEARKEN_PORT, mongo, keys);
  const ours = await memoryPerConnection(server, async () => (await BenchPerson.arrive(ORIGIN)).socket);
  await server.stop('SIGKILL');
  const kib = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KiB`;
  console.log(`memory of an idle registered connection: ${kib(ours)}, ${times(ours, bare)} the relay’s ${kib(bare)}`);
}

async function gatherTable(
  mongo: Awaited<ReturnType<typeof openMongo>>,
  keys: string,
  only: Set<string>,
): Promise<void> {
  const server = await startHearken(HEARKEN_PORT, mongo, keys, { profileDir: values.profile });
  try {
    if (only.has('pairing')) {
      await pairAtOnce(ORIGIN, 100);
      const rounds = [];
      for (let round = 0; round < 5; round++) rounds.push(await pairAtOnce(ORIGIN, 500));
      console.log(`500 people join at once, last one paired after: ${rounds.map(ms).join(', ')} ms`);
    }
    if (only.has('resume')) {
      const took = await resumeAll(ORIGIN, 1_000, 200);
      console.log(`1,000 people resume at once with 200 missed texts each: last one after ${ms(took)} ms`);
    }
  } finally {
    await server.stop(STOP);
  }
}

const only = new Set(values.only.split(','));
const keys = randomBytes(32).toString('base64');
const mongo = await openMongo();
try {
  if (only.has('chat')) await chatTable(mongo, keys);
  if (only.has('memory')) await memoryLine(mongo, keys);
  if (only.has('pairing') || only.has('resume')) await gatherTable(mongo, keys, only);
  if (only.has('matcher')) await matcherTable();
  if (only.has('across')) await acrossTable({ mongo, keys, sockets: SOCKETS, seconds: SECONDS });
} finally {
  await mongo.stop();
}
