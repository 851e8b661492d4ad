import { Component, DestroyRef, InjectionToken, inject, signal } from '@angular/core';
import type { SiteNotices } from '@hearken/protocol';
import { Banner } from '../ui/banner';
import { RestartCountdown } from '../ui/restart-countdown';

/** Asks the server what everybody should know; undefined where it does not answer: the page is whole without it. */
export const READ_NOTICES = new InjectionToken<() => Promise<SiteNotices | undefined>>('read notices', {
  providedIn: 'root',
  factory: () => async () => {
    try {
      const response = await fetch('/api/notices');
      // Parsing: the server is the page's own.
      return response.ok ? ((await response.json()) as SiteNotices) : undefined;
    } catch {
      return undefined;
    }
  },
});

/** Words of the operators on pages that open no session. */
@Component({
  selector: 'hk-site-notices',
  imports: [Banner, RestartCountdown],
  template: `
    @if (notices(); as told) {
      @if (told.queue === 'closed') {
        <hk-banner tone="note"
          ><span dir="auto">{{ closed }} {{ told.notice }}</span></hk-banner
        >
      }
      @for (announcement of told.announcements; track announcement.id) {
        <hk-banner tone="calm">
          <span class="announcement" dir="auto">{{ announcement.text }}</span>
          @if (announcement.restartAt; as restartAt) {
            <span class="restart">{{ restart }} <hk-restart-countdown [until]="restartAt - aheadMs()" /></span>
          }
        </hk-banner>
      }
    }
  `,
})
export class SiteNoticesBanners {
  protected readonly notices = signal<SiteNotices | undefined>(undefined);
  protected readonly aheadMs = signal(0);
  protected readonly closed = 'Nobody new is let in just now.';
  protected readonly restart = 'This site restarts in';

  constructor() {
    const read = inject(READ_NOTICES);
    let isGone = false;
    inject(DestroyRef).onDestroy(() => (isGone = true));
    void read().then((told) => {
      if (isGone || told === undefined) return;
      this.aheadMs.set(told.now - Date.now());
      this.notices.set(told);
    });
  }
}
