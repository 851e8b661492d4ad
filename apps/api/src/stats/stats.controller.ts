import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { Stats } from '@hearken/protocol';
import { StatsDto } from '@hearken/protocol/dto';
import { StatsService } from './stats.service.js';

/** For the landing page and anybody else who wants to know how busy it is. */
@Controller('stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @ApiOperation({ summary: 'Who is here, waits and talks, per role. Figures only.' })
  @ApiOkResponse({ type: StatsDto })
  @Header('Cache-Control', 'public, max-age=1')
  read(): Promise<Stats> {
    return this.stats.read();
  }
}
