import { Module, type DynamicModule } from '@nestjs/common';
import { HEALTH_PROBE, type HealthProbe } from './health-probe.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** Health and figures. */
@Module({})
export class ObservabilityModule {
  static of(probe: HealthProbe, metrics: Metrics): DynamicModule {
    return {
      module: ObservabilityModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: HEALTH_PROBE, useValue: probe },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
