import { Component, InjectionToken, computed, effect, inject, signal } from '@angular/core';
import type { SiteNotices } from '@hearken/protocol';
import { Banner } from '../ui/banner';
import { PAGE_CLOCK } from '../ui/page-clock';
import { injectIsSeen } from '../ui/page-seen';
import { RestartCountdown } from '../ui/restart-countdown';
import { stillValid } from '../ui/still-valid';

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

/** How often they are asked for again while somebody looks, ms: so long a page may show what was taken back. */
export const NOTICES_EVERY_MS = 30_000;

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
      @for (announcement of announcements(); track announcement.id) {
        <hk-banner tone="calm">
          <span class="announcement" dir="auto">{{ announcement.text }}</span>
          @if (announcement.restartAt; as restartAt) {
            <span class="restart"><hk-restart-countdown [until]="restartAt - aheadMs()" /></span>
          }
        </hk-banner>
      }
    }
  `,
})
export class SiteNoticesBanners {
  protected readonly notices = signal<SiteNotices | undefined>(undefined);
  /** Server time minus this page's, ms. */
  protected readonly aheadMs = signal(0);
  protected readonly announcements = stillValid(
    computed(() => this.notices()?.announcements ?? []),
    this.aheadMs,
  );
  protected readonly closed = 'Nobody new is let in just now.';
  private readonly clock = inject(PAGE_CLOCK);
  private readonly read = inject(READ_NOTICES);
  private readonly isSeen = injectIsSeen();

  constructor() {
    this.readWhileSomebodyLooks();
  }

  private readWhileSomebodyLooks(): void {
    effect((onCleanup) => {
      if (!this.isSeen()) return;
      let isOver = false;
      let timer: unknown;
      const readNow = async (): Promise<void> => {
        const told = await this.read();
        if (isOver) return;
        if (told !== undefined) this.take(told);
        timer = this.clock.setTimeout(() => void readNow(), NOTICES_EVERY_MS);
      };
      void readNow();
      onCleanup(() => {
        isOver = true;
        this.clock.clearTimeout(timer);
      });
    });
  }

  private take(told: SiteNotices): void {
    this.aheadMs.set(told.now - this.clock.now());
    this.notices.set(told);
  }
}
