import { Controller, Get, Header, Inject, ServiceUnavailableException } from '@nestjs/common';
import { HEALTH_PROBE, type CoordinationName, type HealthProbe, type PersistenceName } from './health-probe.js';

/** Answer of `GET /health`. */
export interface Health {
  readonly status: 'ok';
  readonly version: string;
  readonly persistence: PersistenceName;
  readonly coordination: CoordinationName;
  /** Of `redis`: `down`, and pairing rests until it is back; conversations go on. */
  readonly coordinationState: 'up' | 'down';
  readonly uptimeSeconds: number;
}

/** Answer of `GET /health/ready`, also with status 503. */
export interface Readiness {
  readonly status: 'ready' | 'draining' | 'storage-down';
}

/** For load balancers, containers and people. Says nothing about anybody. */
@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH_PROBE) private readonly probe: HealthProbe) {}

  /** The process lives. Never depends on the database: a restart would not bring that back. */
  @Get()
  @Header('Cache-Control', 'no-store')
  live(): Health {
    const { version, persistence, coordination } = this.probe;
    const coordinationState = this.probe.isCoordinationUp() ? 'up' : 'down';
    const uptimeSeconds = Math.floor(process.uptime());
    return { status: 'ok', version, persistence, coordination, coordinationState, uptimeSeconds };
  }

  /** New people may be sent here; 503 otherwise. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<Readiness> {
    if (this.probe.isDraining()) throw notReady('draining');
    if (!(await this.probe.isStorageUp())) throw notReady('storage-down');
    return { status: 'ready' };
  }
}

function notReady(status: Readiness['status']): ServiceUnavailableException {
  return new ServiceUnavailableException({ status });
}
