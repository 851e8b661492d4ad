import { Get, Inject, Req, Res } from '@nestjs/common';
import type { LiveFigures, Overview } from '@hearken/protocol';
import type { Request, Response } from 'express';
import { DayCountService } from '../day-count/day-count.service.js';
import type { Actor } from '../operator/operator.service.js';
import { LiveFiguresService } from './live-figures.js';
import { CurrentActor, ForOperators, OperatorRoutes } from './operator-route.js';
import { ServerFacts } from './server-facts.js';

/** What happens now, for those who watch over it. */
@OperatorRoutes('')
export class LiveController {
  constructor(
    @Inject(LiveFiguresService) private readonly figures: LiveFiguresService,
    @Inject(ServerFacts) private readonly facts: ServerFacts,
    @Inject(DayCountService) private readonly dayCounts: DayCountService,
  ) {}

  @Get('overview')
  @ForOperators('moderator')
  overview(): Promise<Overview> {
    return this.#overview();
  }

  /** Server-sent events. They end with the token: who still may watch asks again with a fresh one. */
  @Get('live')
  @ForOperators('moderator')
  async live(
    @CurrentActor() { tokenExpiresAt }: Actor,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const overview = await this.#overview();
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would hold the events back.
      'X-Accel-Buffering': 'no',
    });
    const say = (event: 'overview' | 'figures', data: Overview | LiveFigures): void => {
      // A reader that does not read misses seconds; the next one is whole again.
      if (!response.writableNeedDrain) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    say('overview', overview);
    const stop = this.figures.watch((figures) => {
      if (figures.at >= tokenExpiresAt) response.end();
      else say('figures', figures);
    });
    request.on('close', stop);
    response.on('close', stop);
  }

  async #overview(): Promise<Overview> {
    const [now, days] = await Promise.all([this.figures.current(), this.dayCounts.lastDays()]);
    return { ...this.facts.told, now, history: this.figures.history, days };
  }
}
