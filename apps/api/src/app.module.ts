import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule, type AdminModuleParts } from './admin/admin.module.js';
import { CoreModule, type CoreModuleParts } from './core.module.js';
import type { HealthProbe } from './platform/observability/health-probe.js';
import type { Metrics } from './platform/observability/metrics.js';
import { ObservabilityModule } from './platform/observability/observability.module.js';
import { PagesModule } from './pages/pages.module.js';
import { QueueModule } from './queue/queue.module.js';
import type { ChatDoor } from './realtime/chat-door.js';
import { RestModule } from './rest/rest.module.js';
import { RoomModule } from './room/room.module.js';
import { SessionModule } from './session/session.module.js';
import { StatsModule } from './stats/stats.module.js';

/** Everything one server is made of. */
@Module({ imports: [SessionModule, QueueModule, RoomModule] })
export class AppModule {
  static of(
    core: CoreModuleParts,
    { probe, metrics }: { readonly probe: HealthProbe; readonly metrics: Metrics },
    door: ChatDoor,
    admin: AdminModuleParts,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.of(core),
        ObservabilityModule.of(probe, metrics),
        StatsModule.of(core),
        RestModule.of({ ...core, door }),
        PagesModule.of(core),
        AdminModule.of(admin),
      ],
    };
  }
}
