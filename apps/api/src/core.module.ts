import { hostname } from 'node:os';
import { Module, type DynamicModule } from '@nestjs/common';
import { RELAX_AFTER_MS, type Limits } from '@hearken/protocol';
import type { Config } from './config/config.js';
import { Core, createCore } from './core.js';
import type { Coordination } from './coordination/coordination.js';
import type { Clock } from './platform/clock.js';
import type { Log } from './platform/log.js';
import { systemIds } from './platform/system-ids.js';
import type { ConversationTally } from './room/tally.port.js';
import type { House } from './session/house.port.js';
import type { Storage } from './storage/storage.js';

/** What one server is made of. */
export interface ServerParts {
  readonly config: Config;
  readonly keys: readonly string[];
  readonly storage: Storage;
  readonly coordination: Coordination;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the core is made of, besides what is chosen here. */
export interface CoreModuleParts extends ServerParts {
  readonly onFlush: (entries: number, ms: number) => void;
  /** The limits as they are now. */
  readonly limits: Limits;
  /** The operators' side, as registering knows it. */
  readonly house: House;
  readonly tally: ConversationTally;
}

/** Gives the gateways the core, which pairs and passes hints on by itself or together with other servers. */
@Module({})
export class CoreModule {
  static of(parts: CoreModuleParts): DynamicModule {
    return {
      module: CoreModule,
      global: true,
      providers: [{ provide: Core, useFactory: () => makeCore(parts) }],
      exports: [Core],
    };
  }
}

function makeCore(parts: CoreModuleParts): Core {
  const { config, keys, storage, coordination, version, clock, log, onFlush, limits, house, tally } = parts;
  const { persons, rooms, messages, reports, pairing } = storage;
  const own = { id: coordination.serverId, host: hostname() };
  const cluster = coordination.is === 'redis' && storage.forCluster ? { ...storage.forCluster, own } : undefined;
  const sameDeviceMayMeet = config.maySameDeviceMeet;
  return createCore(
    {
      clock,
      ids: systemIds,
      log,
      persons,
      rooms,
      messages,
      reports,
      pairing,
      house,
      tally,
      removeExpired: () => storage.removeExpired?.(),
      matcher: coordination.matcher({
        sameDeviceMayMeet,
        widenAfterMs: config.limits.widenAfterMs,
        relaxAfterMs: config.hasRelaxRule ? RELAX_AFTER_MS : 'never',
      }),
      hints: coordination.hints,
      ...(cluster === undefined ? {} : { cluster }),
    },
    {
      serverId: coordination.serverId,
      serverVersion: version,
      keys,
      isExclusive: () => coordination.is === 'single' && (storage.lease?.isHeld() ?? true),
      isVolatile: storage.persistence === 'volatile',
      limits,
      quietAfterMs: config.quietAfterMs,
      showsPlaces: config.places.are === 'shown',
      sameDeviceMayMeet,
      onFlush,
    },
  );
}
