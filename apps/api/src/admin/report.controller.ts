import { Body, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { ReportAct, ReportList, ReportView } from '@hearken/protocol';
import { ReportActDto } from '@hearken/protocol/dto';
import type { Actor } from '../operator/operator.service.js';
import { ModerationService, type Listed } from '../report/moderation.service.js';
import { bodyOf, CurrentActor, ForOperators, found, OperatorRoutes, textOf, wordOf } from './operator-route.js';

const REPORT_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}-[ab]$/;

/** What people reported, and what is made of it. */
@OperatorRoutes('reports')
export class ReportController {
  constructor(@Inject(ModerationService) private readonly moderation: ModerationService) {}

  @Get()
  @ForOperators('moderator')
  list(@Query('state', wordOf('open', 'closed', 'all')) state: Listed): Promise<ReportList> {
    return this.moderation.list(state);
  }

  @Get(':id')
  @ForOperators('moderator')
  async view(@CurrentActor() { name }: Actor, @Param('id', textOf(REPORT_ID)) id: string): Promise<ReportView> {
    return found(await this.moderation.view(id, name));
  }

  @Post(':id/act')
  @HttpCode(200)
  @ForOperators('moderator')
  act(
    @CurrentActor() { name }: Actor,
    @Param('id', textOf(REPORT_ID)) id: string,
    @Body(bodyOf(ReportActDto)) act: ReportAct,
  ): Promise<ReportView> {
    return this.moderation.act(id, act, name);
  }
}
