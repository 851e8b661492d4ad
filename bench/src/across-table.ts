import type { Pinned } from './processes.ts';
import { chat, hearkenTalkers, type ChatFigures } from './scenarios/chat.ts';
import { mongoCpuUs, startHearken, type BenchMongo } from './servers/hearken.ts';
import { openBenchRedis } from './servers/redis.ts';

const RATES = [500, 1_000, 2_000];
const PORTS = [3_974, 3_975] as const;
const REDIS_PORT = 3_976;

/** What the table is made with. */
export interface AcrossBench {
  readonly mongo: BenchMongo;
  readonly keys: string;
  readonly sockets: number;
  readonly seconds: number;
}

/** How a row's servers are run: alone, alone but as one of several, or as two between whom every room lies. */
interface Setting {
  readonly name: string;
  readonly servers: 1 | 2;
  readonly hasRedis: boolean;
}

const SETTINGS: readonly Setting[] = [
  { name: 'one, without Redis', servers: 1, hasRedis: false },
  { name: 'one, with Redis', servers: 1, hasRedis: true },
  { name: 'two, all partners across', servers: 2, hasRedis: true },
];

/** CPU of all servers for a text, when partners are on one server and when they are on two. All servers share core 0. */
export async function acrossTable(bench: AcrossBench): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const rate of RATES) {
    let alone: number | undefined;
    for (const [index, setting] of SETTINGS.entries()) {
      const { figures, redisUs } = await measure(setting, rate, bench, `across-${String(rate)}-${String(index)}`);
      alone ??= figures.serverUs;
      console.log(`${String(rate)} texts/s, ${setting.name}: ${figures.serverUs.toFixed(0)} us a text`);
      rows.push({
        'texts/s': String(rate),
        servers: setting.name,
        'servers us a text': figures.serverUs.toFixed(0),
        'of one alone': `${(figures.serverUs / alone).toFixed(2)}x`,
        'mongod us': figures.mongoUs.toFixed(0),
        'redis us': redisUs.toFixed(1),
        'ack p50/p99 ms': `${figures.ack.at(0.5).toFixed(1)} / ${figures.ack.at(0.99).toFixed(0)}`,
        'heard p50/p99 ms': `${figures.relay.at(0.5).toFixed(1)} / ${figures.relay.at(0.99).toFixed(0)}`,
        syncs: String(figures.syncs),
      });
    }
  }
  console.table(rows);
}

async function measure(
  { servers, hasRedis }: Setting,
  perSecond: number,
  { mongo, keys, sockets, seconds }: AcrossBench,
  database: string,
): Promise<{ readonly figures: ChatFigures; readonly redisUs: number }> {
  const redis = hasRedis ? await openBenchRedis(REDIS_PORT) : undefined;
  // A database of its own: an earlier server's people are none of its business.
  const uri = mongo.uri.replace('/hearken?', `/${database}?`);
  const running: Pinned[] = [];
  try {
    const ports = PORTS.slice(0, servers);
    for (const port of ports) running.push(await startHearken(port, { uri }, keys, { redisUrl: redis?.url }));
    const all = { cpuUs: async () => sum(await Promise.all(running.map((server) => server.cpuUs()))) };
    const talkers = await hearkenTalkers(
      ports.map((port) => `http://127.0.0.1:${String(port)}`),
      sockets,
    );
    const before = (await redis?.process.cpuUs()) ?? 0;
    const figures = await chat(talkers, { perSecond, seconds }, all, () => mongoCpuUs(mongo));
    const after = (await redis?.process.cpuUs()) ?? 0;
    // The warm-up counts here as well: Redis does the same for each of its texts.
    return { figures, redisUs: (after - before) / figures.saidInAll };
  } finally {
    await Promise.all(running.map((server) => server.stop('SIGKILL')));
    await redis?.process.stop('SIGKILL');
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
