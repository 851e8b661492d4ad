import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { Core } from '../core.js';
import type { Clock } from '../platform/clock.js';
import { trustOf } from '../realtime/client-address.js';
import type { ChatDoor } from '../realtime/chat-door.js';
import { CallDoor } from './call-door.js';
import { CallTolls } from './call-tolls.js';
import { RestController } from './rest.controller.js';
import { RestService } from './rest.service.js';

/** What the facade is made of besides the core. */
export interface RestModuleParts {
  readonly config: Config;
  readonly clock: Clock;
  /** The sockets' entrance: addresses and people have one budget for both. */
  readonly door: ChatDoor;
}

/** The REST facade. */
@Module({})
export class RestModule {
  static of({ config, clock, door }: RestModuleParts): DynamicModule {
    const { doorkeeper, budgets } = door;
    const make = (core: Core): RestService =>
      new RestService(
        core,
        new CallDoor({
          callers: core.callers,
          sessions: core.sessions,
          doorkeeper,
          trust: trustOf(config.trustedProxies),
          hashNetwork: door.hashNetwork,
          findPlace: door.findPlace,
          peopleMax: door.peopleMax,
          isDraining: () => door.isDraining,
        }),
        new CallTolls({ limits: door.limits, budgets, clock }),
      );
    return {
      module: RestModule,
      controllers: [RestController],
      providers: [{ provide: RestService, useFactory: make, inject: [Core] }],
    };
  }
}
