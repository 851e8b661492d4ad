import { Module, type DynamicModule } from '@nestjs/common';
import { Core } from '../core.js';
import type { Clock } from '../platform/clock.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';

/** Figures for everybody. */
@Module({})
export class StatsModule {
  static of({ version, clock }: { readonly version: string; readonly clock: Clock }): DynamicModule {
    const make = (core: Core): StatsService =>
      new StatsService({ version, clock, uptimeSeconds: () => process.uptime(), count: () => core.queue.stats() });
    return {
      module: StatsModule,
      controllers: [StatsController],
      providers: [{ provide: StatsService, useFactory: make, inject: [Core] }],
    };
  }
}
