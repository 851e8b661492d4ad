import { Get, Inject, Put } from '@nestjs/common';
import type { Settings, SettingsDraft } from '@hearken/protocol';
import { SettingsDraftDto } from '@hearken/protocol/dto';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../operator/operator.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AdminError } from './admin-error.js';
import { BodyOf, CurrentActor, ForOperators, OperatorRoutes } from './operator-route.js';

/** What may be changed while people talk. */
@OperatorRoutes('settings')
export class SettingsController {
  constructor(
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  @Get()
  @ForOperators('moderator')
  read(): Settings {
    return this.settings.current;
  }

  @Put()
  @ForOperators('admin')
  async change(@CurrentActor() { name }: Actor, @BodyOf(SettingsDraftDto) draft: SettingsDraft): Promise<Settings> {
    if (draft.limits.textsPerMinute < draft.limits.textsBurst) {
      throw AdminError.of('invalid', 'limits.textsPerMinute must not be below limits.textsBurst');
    }
    const changed = await this.settings.change(draft, name);
    if (changed === undefined) throw AdminError.of('conflict', 'the settings were changed meanwhile');
    const { revision: _revision, ...what } = draft;
    await this.audit.note(name, 'settings-changed', { target: String(changed.revision), note: JSON.stringify(what) });
    return changed;
  }
}
