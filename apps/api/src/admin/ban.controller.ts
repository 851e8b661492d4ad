import { Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiQuery } from '@nestjs/swagger';
import {
  ULID_PATTERN,
  type AppealAnswer,
  type BanDraft,
  type BanList,
  type BanView,
  type OperatorNote,
} from '@hearken/protocol';
import { AppealAnswerDto, BanDraftDto, OperatorNoteDto } from '@hearken/protocol/dto';
import { AuditService } from '../audit/audit.service.js';
import { BanService } from '../ban/ban.service.js';
import type { Actor } from '../operator/operator.service.js';
import { AdminError } from './admin-error.js';
import { BodyOf, CurrentActor, ForOperators, found, OperatorRoutes, textOf, wordOf } from './operator-route.js';

const LISTED = ['active', 'appealed', 'all'] as const;
const ID = { name: 'id', schema: { type: 'string', pattern: ULID_PATTERN.source } } as const;

/** Keeping people out, and letting them in again. */
@OperatorRoutes('bans')
export class BanController {
  constructor(
    @Inject(BanService) private readonly bans: BanService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  @Get()
  @ApiQuery({ name: 'state', required: false, enum: LISTED })
  @ForOperators('moderator')
  list(@Query('state', wordOf(...LISTED)) state: (typeof LISTED)[number]): Promise<BanList> {
    return this.bans.list(state);
  }

  @Post()
  @ForOperators('moderator')
  async ban(@CurrentActor() { name }: Actor, @BodyOf(BanDraftDto) draft: BanDraft): Promise<BanView> {
    const marks = found(await this.bans.marksOf(draft.personId));
    const networks = draft.network === true ? marks.networks : [];
    const { reason, hours } = draft;
    const ban = await this.bans.ban({ devices: marks.devices, networks, reason, hours, by: name });
    await this.audit.note(name, 'ban-made', { target: ban.id, note: reason });
    return ban;
  }

  @Post(':id/lift')
  @ApiParam(ID)
  @HttpCode(200)
  @ForOperators('moderator')
  async lift(
    @CurrentActor() { name }: Actor,
    @Param('id', textOf(ULID_PATTERN)) id: string,
    @BodyOf(OperatorNoteDto) { note }: OperatorNote,
  ): Promise<BanView> {
    const lifted = await this.bans.lift(id, name);
    if (lifted === undefined) throw AdminError.of('conflict', 'there is none, or it is over');
    await this.audit.note(name, 'ban-lifted', { target: id, note });
    return lifted;
  }

  @Post(':id/appeal')
  @ApiParam(ID)
  @HttpCode(200)
  @ForOperators('moderator')
  async answer(
    @CurrentActor() { name }: Actor,
    @Param('id', textOf(ULID_PATTERN)) id: string,
    @BodyOf(AppealAnswerDto) answer: AppealAnswer,
  ): Promise<BanView> {
    const answered = await this.bans.answer(id, answer, name);
    if (answered === undefined) throw AdminError.of('conflict', 'there is no appeal that waits for an answer');
    const act = answer.decision === 'lift' ? 'ban-lifted' : 'appeal-kept';
    await this.audit.note(name, act, { target: id, note: answer.note });
    return answered;
  }
}
