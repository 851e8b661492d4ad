import { Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { AnnouncementDraft, AnnouncementList, AnnouncementView, Reach } from '@hearken/protocol';
import { AnnouncementDto } from '@hearken/protocol/dto';
import { AnnouncementService } from '../announcement/announcement.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../operator/operator.service.js';
import { AdminError } from './admin-error.js';
import { BodyOf, CurrentActor, ForOperators, OperatorRoutes, textOf } from './operator-route.js';

/** Its time, ms. */
const ID = /^\d{1,15}$/;

/** Words of the operators to people. */
@OperatorRoutes('sysmsg')
export class SysmsgController {
  constructor(
    @Inject(AnnouncementService) private readonly announcements: AnnouncementService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  @Post()
  @ForOperators('moderator')
  async send(
    @CurrentActor() { name }: Actor,
    @BodyOf(AnnouncementDto) draft: AnnouncementDraft,
  ): Promise<AnnouncementView> {
    const sent = await this.announcements.send(draft, name);
    await this.audit.note(name, 'announcement-sent', {
      target: String(sent.id),
      note: `${draft.audience}: ${draft.text}`,
    });
    return sent;
  }

  @Post('reach')
  @HttpCode(200)
  @ForOperators('moderator')
  reach(@BodyOf(AnnouncementDto) draft: AnnouncementDraft): Reach {
    return this.announcements.reach(draft);
  }

  @Get()
  @ForOperators('moderator')
  list(): Promise<AnnouncementList> {
    return this.announcements.list();
  }

  @Delete(':id')
  @ApiParam({ name: 'id', schema: { type: 'string', pattern: ID.source } })
  @ForOperators('moderator')
  async withdraw(@CurrentActor() { name }: Actor, @Param('id', textOf(ID)) id: string): Promise<AnnouncementView> {
    const withdrawn = await this.announcements.withdraw(Number(id), name);
    if (withdrawn === undefined) throw AdminError.of('conflict', 'there is none, or it is withdrawn already');
    await this.audit.note(name, 'announcement-withdrawn', { target: id });
    return withdrawn;
  }
}
