import { ErrorHandler, Injectable, InjectionToken, inject } from '@angular/core';
import { ERROR_FRAMES_MAX, ERROR_FRAME_PATTERN, ERROR_NAME_PATTERN, type BrowserErrorReport } from '@hearken/protocol';
import { APP_VERSION } from './version';

/** A page in trouble says so a few times, and then no more. */
const REPORTS_MAX = 5;

/** Where faults of this page are told to the operators. */
export const SEND_ERROR = new InjectionToken<(report: BrowserErrorReport) => void>('send error', {
  providedIn: 'root',
  factory: () => (report) => {
    fetch('/api/browser-errors', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(report),
      keepalive: true,
    }).catch(() => undefined);
  },
});

/**
 * Tells the operators of faults that nobody caught: the class of the error and places in the page's own code. Its message
 * stays here, as it could hold what somebody wrote.
 */
@Injectable()
export class ReportingErrorHandler extends ErrorHandler {
  private readonly send = inject(SEND_ERROR);
  private readonly told = new Set<string>();

  override handleError(error: unknown): void {
    super.handleError(error);
    const report = reportOf(error, location.pathname, navigator.userAgent);
    const key = JSON.stringify(report);
    if (this.told.size >= REPORTS_MAX || this.told.has(key)) return;
    this.told.add(key);
    this.send(report);
  }
}

/** What may be told of an error. */
export function reportOf(error: unknown, path: string, agent: string): BrowserErrorReport {
  const { name = 'Unknown', stack = '' } = error instanceof Error ? error : {};
  const frames = [...stack.matchAll(/([\w-]+\.js):(\d+):(\d+)/g)].map(([frame]) => frame);
  return {
    version: APP_VERSION,
    kind: 'error',
    name: ERROR_NAME_PATTERN.test(name) ? name : 'Unknown',
    frames: frames.filter((frame) => ERROR_FRAME_PATTERN.test(frame)).slice(0, ERROR_FRAMES_MAX),
    page: pageOf(path),
    browser: browserOf(agent),
  };
}

function pageOf(path: string): BrowserErrorReport['page'] {
  if (path === '/') return 'landing';
  if (/^\/(vent|listen|talk)$/.test(path)) return 'chat';
  return path.startsWith('/admin') ? 'admin' : 'other';
}

function browserOf(agent: string): BrowserErrorReport['browser'] {
  if (agent.includes('Firefox/')) return 'firefox';
  if (agent.includes('Chrome/')) return 'chromium';
  return agent.includes('Safari/') ? 'safari' : 'other';
}
