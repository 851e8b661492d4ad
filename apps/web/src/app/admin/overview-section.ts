import { Component, ViewEncapsulation, computed, inject } from '@angular/core';
import { ROLES } from '@hearken/protocol';
import { BrowserErrors } from './browser-errors';
import { chartsOf, figure } from './chart-data';
import { LiveChart } from './live-chart';
import { LiveFeed } from './live-feed';
import { dayAndTime, span } from './show-time';
import { ThanksByDay } from './thanks-by-day';
import { ROLE_NAMES } from './words';

const WORDS = {
  heading: 'Overview',
  loading: 'Waiting for the first figures…',
  failed: 'The live figures do not come. Trying again…',
  stale: 'The live figures have stopped. These are the last ones; trying again…',
  roles: 'People by role',
  role: 'Role',
  online: 'Online',
  waiting: 'Waiting',
  talking: 'Talking',
  wait: 'Median wait',
  all: 'Now',
  charts: 'Last 30 minutes',
  closed: 'The queue is closed: nobody new is taken.',
  volatile: 'The server keeps nothing: what is said is lost when it restarts.',
} as const;

/** What happens on the server now, and in the last half hour. */
@Component({
  selector: 'hk-overview-section',
  imports: [BrowserErrors, LiveChart, ThanksByDay],
  templateUrl: './overview-section.html',
  styleUrl: './overview-section.css',
  encapsulation: ViewEncapsulation.None,
})
export class OverviewSection {
  protected readonly words = WORDS;
  protected readonly live = inject(LiveFeed).state;
  protected readonly overview = computed(() => {
    const live = this.live();
    return live.is === 'there' ? live.overview : undefined;
  });
  protected readonly charts = computed(() => {
    const overview = this.overview();
    return overview === undefined ? [] : chartsOf(overview);
  });
  protected readonly roles = computed(() => {
    const roles = this.overview()?.now.roles;
    if (roles === undefined) return [];
    return ROLES.map((role) => {
      const { medianWaitMs, ...counts } = roles[role];
      return { name: ROLE_NAMES[role], ...counts, wait: medianWaitMs === undefined ? '–' : span(medianWaitMs) };
    });
  });
  /** Each with its name, as it is read. */
  protected readonly figures = computed(() => {
    const now = this.overview()?.now;
    if (now === undefined) return [];
    const ms = (value: number | undefined): string => (value === undefined ? '–' : `${figure(value)} ms`);
    return [
      { name: 'Online', value: figure(now.online) },
      { name: 'Conversations', value: figure(now.rooms) },
      { name: 'Connections', value: figure(now.connections) },
      { name: 'Messages / s', value: figure(now.entriesPerSecond) },
      { name: 'Requests / s', value: figure(now.requestsPerSecond) },
      { name: 'Refused / s', value: figure(now.refusalsPerSecond) },
      { name: 'Failed / s', value: figure(now.faultsPerSecond) },
      { name: 'Acknowledged, half within', value: ms(now.ackP50Ms) },
      { name: 'Acknowledged, 99 % within', value: ms(now.ackP99Ms) },
      { name: 'Event loop late by', value: ms(now.eventLoopLagMs) },
      { name: 'Open reports', value: figure(now.openReports) },
      { name: 'Open appeals', value: figure(now.openAppeals) },
    ];
  });
  protected readonly server = computed(() => {
    const overview = this.overview();
    if (overview === undefined) return undefined;
    const since = dayAndTime(overview.startedAt);
    const up = span(Math.max(0, overview.now.at - overview.startedAt));
    return `Version ${overview.version}, up since ${since} (${up}).`;
  });
}
