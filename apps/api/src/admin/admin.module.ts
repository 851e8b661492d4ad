import { Module, type DynamicModule } from '@nestjs/common';
import { AnnouncementService } from '../announcement/announcement.service.js';
import { AuditService } from '../audit/audit.service.js';
import { BanService } from '../ban/ban.service.js';
import { BrowserErrorService } from '../browser-error/browser-error.service.js';
import { DayCountService } from '../day-count/day-count.service.js';
import { OperatorService } from '../operator/operator.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AdminDoor } from './admin-door.js';
import { AuditController } from './audit.controller.js';
import { BanController } from './ban.controller.js';
import { BrowserErrorController } from './browser-error.controller.js';
import { LiveFiguresService } from './live-figures.js';
import { LiveController } from './live.controller.js';
import type { OperatorsSide } from './operators-side.js';
import { PublicController } from './public.controller.js';
import { ModerationService } from '../report/moderation.service.js';
import { ReportController } from './report.controller.js';
import { ServerFacts } from './server-facts.js';
import { SessionController } from './session.controller.js';
import { SettingsController } from './settings.controller.js';
import { SysmsgController } from './sysmsg.controller.js';

/** What the routes of the operators stand on. */
export interface AdminModuleParts {
  readonly side: OperatorsSide;
  readonly door: AdminDoor;
  readonly figures: LiveFiguresService;
  readonly facts: ServerFacts;
}

/** The operators' routes. */
@Module({})
export class AdminModule {
  static of({ side, door, figures, facts }: AdminModuleParts): DynamicModule {
    return {
      module: AdminModule,
      controllers: [
        SessionController,
        LiveController,
        SysmsgController,
        ReportController,
        BanController,
        AuditController,
        SettingsController,
        BrowserErrorController,
        PublicController,
      ],
      providers: [
        { provide: OperatorService, useValue: side.operators },
        { provide: AuditService, useValue: side.audit },
        { provide: AnnouncementService, useValue: side.announcements },
        { provide: BanService, useValue: side.bans },
        { provide: SettingsService, useValue: side.settings },
        { provide: BrowserErrorService, useValue: side.browserErrors },
        { provide: DayCountService, useValue: side.dayCounts },
        { provide: ModerationService, useValue: side.moderation },
        { provide: AdminDoor, useValue: door },
        { provide: LiveFiguresService, useValue: figures },
        { provide: ServerFacts, useValue: facts },
      ],
    };
  }
}
