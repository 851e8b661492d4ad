import type { CoordinationChoice } from '../config/config.js';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { openRedis, type RedisClient } from '../platform/redis/open-redis.js';
import type { RedisAddress } from '../platform/redis/redis-address.js';
import { RedisWatch } from '../platform/redis/redis-watch.js';
import { systemIds } from '../platform/system-ids.js';
import { MemoryMatcher } from '../queue/infra/memory-matcher.js';
import { PatientMatcher } from '../queue/infra/redis/patient-matcher.js';
import { RedisMatcher } from '../queue/infra/redis/redis-matcher.js';
import { MemoryHintBus } from '../realtime/infra/memory-hint-bus.js';
import { RedisHintBus } from '../realtime/infra/redis/redis-hint-bus.js';
import { LateMeter } from './coordination-meter.js';
import type { Coordination } from './coordination.js';

/** What coordination is made with. */
export interface CoordinationParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens what the configuration asks for. Never waits for Redis: it may come later. */
export function openCoordination(choice: CoordinationChoice, parts: CoordinationParts): Coordination {
  switch (choice.is) {
    case 'single':
      return single(parts);
    case 'redis':
      return onRedis(choice.address, parts);
  }
}

function single({ log }: CoordinationParts): Coordination {
  return {
    is: 'single',
    serverId: systemIds.registration(),
    hints: new MemoryHintBus((fault) => {
      log.error('hint-broke', { cause: errorOf(fault) });
    }),
    matcher: (options) => new MemoryMatcher(options),
    isUp: () => true,
    measure: () => undefined,
    close: () => Promise.resolve(),
  };
}

function onRedis(address: RedisAddress, { clock, log }: CoordinationParts): Coordination {
  const serverId = systemIds.registration();
  const open = (): RedisClient => openRedis(address);
  const redis = open();
  const meter = new LateMeter();
  const watch = new RedisWatch({ redis, clock, log, onRoundTrip: (ms) => meter.roundTrip(ms) });
  const hints = new RedisHintBus({ redis, openSubscriber: open, serverId, clock, log, meter });
  const onCall = (call: string, ms: number): void => meter.matcher(call, ms);
  return {
    is: 'redis',
    serverId,
    hints,
    matcher: (options) => new PatientMatcher(new RedisMatcher({ redis, serverId, onCall }, options), watch),
    isUp: () => watch.isUp,
    measure: (given) => meter.tell(given),
    close: () => {
      watch.stop();
      hints.close();
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
