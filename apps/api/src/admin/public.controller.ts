import { Controller, Get, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { AppealDraft, BrowserErrorReport, SiteNotices } from '@hearken/protocol';
import { AppealDraftDto, BrowserErrorDto } from '@hearken/protocol/dto';
import type { Request } from 'express';
import { AnnouncementService } from '../announcement/announcement.service.js';
import { BanService } from '../ban/ban.service.js';
import { BrowserErrorService } from '../browser-error/browser-error.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AdminDoor } from './admin-door.js';
import { AdminError } from './admin-error.js';
import { BodyOf, Refuses } from './operator-route.js';

/** The few routes of the operators' side that are for everybody. */
@Controller('api')
@Refuses()
export class PublicController {
  constructor(
    @Inject(AnnouncementService) private readonly announcements: AnnouncementService,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(BanService) private readonly bans: BanService,
    @Inject(BrowserErrorService) private readonly errors: BrowserErrorService,
    @Inject(AdminDoor) private readonly door: AdminDoor,
  ) {}

  /** Read from memory, so that a page everybody opens costs no query. */
  @Get('notices')
  @Header('Cache-Control', 'public, max-age=1')
  async notices(): Promise<SiteNotices> {
    return { ...this.settings.site(), ...(await this.announcements.forVisitors()) };
  }

  @Post('appeals')
  @HttpCode(201)
  async appeal(@BodyOf(AppealDraftDto) { ticket, text }: AppealDraft, @Req() request: Request): Promise<object> {
    this.door.pace('appeal', request);
    const outcome = await this.bans.appeal(ticket, text);
    if (outcome === 'unknown') throw AdminError.of('not-found');
    if (outcome === 'over') throw AdminError.of('conflict', 'there is an appeal already, or the ban is over');
    return {};
  }

  @Post('browser-errors')
  @HttpCode(204)
  async fault(@BodyOf(BrowserErrorDto) report: BrowserErrorReport, @Req() request: Request): Promise<void> {
    this.door.pace('browser-error', request);
    await this.errors.take(report);
  }
}
