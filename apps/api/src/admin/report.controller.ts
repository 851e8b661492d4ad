import { Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiQuery } from '@nestjs/swagger';
import type { ReportAct, ReportList, ReportView } from '@hearken/protocol';
import { ReportActDto } from '@hearken/protocol/dto';
import type { Actor } from '../operator/operator.service.js';
import { ModerationService, type Listed } from '../report/moderation.service.js';
import { BodyOf, CurrentActor, ForOperators, found, OperatorRoutes, textOf, wordOf } from './operator-route.js';

const REPORT_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}-[ab]$/;
const LISTED = ['open', 'closed', 'all'] as const;
const ID = { name: 'id', schema: { type: 'string', pattern: REPORT_ID.source } } as const;

/** What people reported, and what is made of it. */
@OperatorRoutes('reports')
export class ReportController {
  constructor(@Inject(ModerationService) private readonly moderation: ModerationService) {}

  @Get()
  @ApiQuery({ name: 'state', required: false, enum: LISTED })
  @ForOperators('moderator')
  list(@Query('state', wordOf(...LISTED)) state: Listed): Promise<ReportList> {
    return this.moderation.list(state);
  }

  @Get(':id')
  @ApiParam(ID)
  @ForOperators('moderator')
  async view(@CurrentActor() { name }: Actor, @Param('id', textOf(REPORT_ID)) id: string): Promise<ReportView> {
    return found(await this.moderation.view(id, name));
  }

  @Post(':id/act')
  @ApiParam(ID)
  @HttpCode(200)
  @ForOperators('moderator')
  act(
    @CurrentActor() { name }: Actor,
    @Param('id', textOf(REPORT_ID)) id: string,
    @BodyOf(ReportActDto) act: ReportAct,
  ): Promise<ReportView> {
    return this.moderation.act(id, act, name);
  }
}
