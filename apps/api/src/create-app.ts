import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { RoleCounts } from '@hearken/protocol';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AdminDoor } from './admin/admin-door.js';
import { LiveFiguresService } from './admin/live-figures.js';
import { OperatorsSide } from './admin/operators-side.js';
import { ServerFacts } from './admin/server-facts.js';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/load-config.js';
import type { Coordination } from './coordination/coordination.js';
import type { ServerParts } from './core.module.js';
import { Core } from './core.js';
import { serveApiDocs } from './docs/serve-api-docs.js';
import type { Log } from './platform/log.js';
import { NestLog } from './platform/logging/nest-log.js';
import { findNoPlace, openPlaces, type FindPlace } from './place/place-finder.js';
import type { OperatorService } from './operator/operator.service.js';
import { Metrics } from './platform/observability/metrics.js';
import type { ShutdownStage } from './platform/shutdown.js';
import { ChatDoor } from './realtime/chat-door.js';
import { trustOf } from './realtime/client-address.js';
import { IdentityKeys } from './session/identity.js';
import { cacheControlFor, compressedAssets, withheldAssets } from './web/assets.js';
import { pageSecurity } from './web/page-security.js';
import { pages } from './web/page.js';
import { ProblemFilter } from './web/problem.filter.js';

/** A server that is ready to listen. */
export interface HearkenApp {
  readonly core: Core;
  readonly nest: NestExpressApplication;
  readonly operators: OperatorService;
  /** Takes up what the database holds, and listens. The port it listens on. */
  listen(): Promise<number>;
  /** Going away, in order. The storage is not closed by them: who opened it does that last. */
  readonly shutdownStages: readonly ShutdownStage[];
  /** Goes away at once; for tests. */
  close(): Promise<void>;
}

/** From src/ and from dist/ alike. */
const BUILT_PAGE = fileURLToPath(new URL('../../web/dist/browser', import.meta.url));

/** A request that has not arrived within this is dropped, ms. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Longer than a reverse proxy keeps its idle connections, so that it never uses one that is being closed. */
const KEEP_ALIVE_MS = 75_000;

/** Longest body of a request, bytes. */
const BODY_MAX_BYTES = 65_536;

/** Builds a server; used by main.ts and by the tests. */
export async function createApp(parts: ServerParts): Promise<HearkenApp> {
  const { config, keys, storage, coordination, version, clock, log } = parts;
  const metrics = new Metrics();
  const identities = new IdentityKeys(keys);
  const side = new OperatorsSide(parts);
  const figures: LiveFiguresService = new LiveFiguresService({
    clock,
    totals: () => ({ entries: metrics.entries, ...door.requestTotals() }),
    now: async () => {
      const { online, roles } = await core.queue.stats();
      return {
        connections: door.connectionCount,
        online,
        rooms: core.live.size,
        roles,
        queue: side.settings.site().queue,
        openReports: await side.moderation.countOpen(),
        openAppeals: await side.bans.countAppeals(),
      };
    },
  });
  const door = new ChatDoor({
    config,
    limits: side.settings.limits,
    peopleMax: () => side.settings.peopleMax,
    onAnswered: (event, answer, ms) => {
      metrics.onAnswered(event, answer, ms);
      if (event === 'room:send') figures.noteAck(ms);
    },
    clock,
    log,
    hashNetwork: (network) => identities.networkHashes(network),
    findPlace: await placesOf(config),
    isGenuine: ({ privateId, publicId }) =>
      privateId !== undefined && publicId !== undefined && identities.isGenuine(privateId, publicId),
  });
  const probe = {
    version,
    persistence: storage.persistence,
    coordination: coordination.is,
    isCoordinationUp: () => coordination.isUp(),
    isStorageUp: () => storage.isUp(),
    isDraining: () => door.isLeaving,
  } as const;
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.of(
      { ...parts, onFlush: metrics.onFlush, limits: side.settings.limits, house: side.house, tally: side.dayCounts },
      { probe, metrics },
      door,
      {
        side,
        figures,
        facts: new ServerFacts({ version, startedAt: clock.now(), persistence: storage.persistence }),
        door: new AdminDoor({
          origins: config.adminOrigins,
          trust: trustOf(config.trustedProxies),
          isSecure: config.isProduction,
          clock,
        }),
      },
    ),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class that nobody makes
    { logger: new NestLog(log), bodyParser: false, abortOnError: false },
  );
  const core = nest.get(Core);
  side.attach(core, () => {
    door.limitsChanged();
  });
  serveHttp(nest, config, log);
  serveApiDocs(nest);
  const adapter = door.adapterFor(nest.getHttpServer(), core);
  nest.useWebSocketAdapter(adapter);
  watch(metrics, { core, door, side, coordination });
  return {
    core,
    nest,
    operators: side.operators,
    listen: async () => {
      await side.settings.load();
      if (coordination.is === 'redis') await side.followOthers();
      const port = await listen(nest, core, config);
      figures.start();
      side.dayCounts.start();
      return port;
    },
    shutdownStages: [
      ...door.shutdownStages({
        store: async () => {
          await core.drain();
          await side.dayCounts.store();
        },
        hasOthers: () => core.clusterFigures.servers() > 1,
        isHere: (publicId) => core.sessions.seats.isHere(publicId),
      }),
      { name: 'close', run: () => closeServer(nest, [figures, side.dayCounts, side]) },
    ],
    close: async () => {
      await core.stop();
      door.disconnectAll();
      await closeServer(nest, [figures, side.dayCounts, side]);
    },
  };
}

/** What `/metrics` tells, and where it comes from. */
interface Watched {
  readonly core: Core;
  readonly door: ChatDoor;
  readonly side: OperatorsSide;
  readonly coordination: Coordination;
}

function watch(metrics: Metrics, { core, door, side, coordination }: Watched): void {
  const perRole = async <T>(read: (counts: RoleCounts) => T): Promise<Record<string, T>> =>
    Object.fromEntries(Object.entries(await core.queue.counts()).map(([role, counts]) => [role, read(counts)]));
  metrics.watch({
    connections: () => door.connectionCount,
    registered: () => door.registeredCount,
    rooms: () => core.live.size,
    waiting: () => perRole(({ waiting }) => waiting),
    requests: () => door.requests(),
    pairs: () => core.queue.figures,
    waits: () => perRole(({ medianWaitMs }) => medianWaitMs),
    operators: async () => ({ reports: await side.moderation.countOpen(), appeals: await side.bans.countAppeals() }),
  });
  coordination.measure(metrics.cluster);
  metrics.cluster.watch({
    isUp: () => coordination.isUp(),
    reasserted: () => core.queue.mended,
    ...core.clusterFigures,
  });
}

/** A database that can't be read stops the start: an operator who names one wants it. */
async function placesOf({ places }: Config): Promise<FindPlace> {
  if (places.are === 'hidden') return findNoPlace;
  try {
    return await openPlaces(places.database);
  } catch (cause) {
    if (places.database === undefined) throw cause;
    throw new ConfigError(['PLACE_DATABASE must be a file in MaxMind DB format that can be read']);
  }
}

function serveHttp(nest: NestExpressApplication, config: Config, log: Log): void {
  const folder = config.webDir ?? BUILT_PAGE;
  nest.set('trust proxy', trustOf(config.trustedProxies));
  nest.set('query parser', 'simple');
  nest.use(...pageSecurity());
  if (config.clientUrls.length > 0) {
    nest.enableCors({ origin: [...config.clientUrls], exposedHeaders: ['Retry-After'] });
  }
  nest.use(pages(folder), withheldAssets, compressedAssets(folder));
  nest.useStaticAssets(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response: ServerResponse, path: string) => response.setHeader('Cache-Control', cacheControlFor(path)),
  });
  nest.useBodyParser('json', { limit: BODY_MAX_BYTES });
  nest.useGlobalFilters(new ProblemFilter(log));
}

async function listen(nest: NestExpressApplication, core: Core, config: Config): Promise<number> {
  const server = nest.getHttpServer();
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await nest.init();
  // Leeways after a boot count from here; nobody can be let in before their rooms are known.
  await core.boot();
  if (config.host === undefined) await nest.listen(config.port);
  else await nest.listen(config.port, config.host);
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : config.port;
}

async function closeServer(nest: NestExpressApplication, clocked: readonly { stop(): void }[]): Promise<void> {
  for (const one of clocked) one.stop();
  nest.getHttpServer().closeAllConnections();
  await nest.close();
}
