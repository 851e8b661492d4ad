import { Controller, Get, Header } from '@nestjs/common';
import type { Stats } from '@hearken/protocol';
import { StatsService } from './stats.service.js';

/** For the landing page and anybody else who wants to know how busy it is. */
@Controller('stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @Header('Cache-Control', 'public, max-age=1')
  read(): Promise<Stats> {
    return this.stats.read();
  }
}
