import { Component, computed, inject } from '@angular/core';
import type { Announcement } from '@hearken/protocol';
import type { Notice } from '../client/client-state';
import { ConnectionService, type Trouble } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { Banner } from '../ui/banner';
import { Countdown } from '../ui/countdown';
import { PAGE_RELOAD } from '../ui/page-reload';
import { RestartCountdown } from '../ui/restart-countdown';
import { stillValid } from '../ui/still-valid';
import { isStopped, type Stopped } from './stopped-panel';
import { CONNECTION_WORDS, NOTICE_WORDS } from './words';

/** A connection that is away for now and comes back by itself. */
type Passing = Exclude<Trouble, { readonly is: Stopped['is'] }>;

/** What is worth knowing above the conversation: the connection, where messages are kept, notices, operators' words. */
@Component({
  selector: 'hk-status-banners',
  imports: [Banner, Countdown, RestartCountdown],
  templateUrl: './status-banners.html',
})
export class StatusBanners {
  protected readonly connection = inject(ConnectionService);
  protected readonly words = CONNECTION_WORDS;
  protected readonly noticeWords = NOTICE_WORDS;
  protected readonly reload = inject(PAGE_RELOAD);
  private readonly conversation = inject(ConversationService);

  protected readonly trouble = computed((): Passing | undefined => {
    const trouble = this.connection.trouble();
    if (trouble === undefined || isStopped(trouble)) return undefined;
    // Without a conversation the page itself says that it connects.
    return trouble.is === 'starting' && this.conversation.last() === undefined ? undefined : trouble;
  });
  /** Joins are not taken just now; who talks is not concerned. */
  protected readonly closed = computed(() => {
    const { site } = this.connection.state();
    return site?.queue === 'closed' && !this.isTalking() ? (site.notice ?? '') : undefined;
  });
  /** Words of the operators that are not over. */
  protected readonly announcements = stillValid(
    this.connection.announcements,
    computed(() => this.connection.state().serverAheadMs),
  );
  /** When the site restarts, on the page's clock. */
  protected restartOf({ restartAt }: Announcement): number | undefined {
    return restartAt === undefined ? undefined : restartAt - this.connection.state().serverAheadMs;
  }
  protected readonly isTalking = computed(() => this.conversation.open() !== undefined);
  protected readonly isVolatile = computed(() => this.connection.state().isServerVolatile);
  /** A failed store says more than one that was never there: one banner of the two. */
  protected readonly isInMemory = computed(
    () =>
      this.connection.state().storage === 'memory' &&
      !this.connection.notices().some((notice) => notice.kind === 'storage-lost'),
  );
  /** A newer version never interrupts a conversation; being away too long is said where the conversation ended. */
  protected readonly notices = computed(() =>
    this.connection
      .notices()
      .filter((notice) => notice.kind !== 'away-too-long' && !(notice.kind === 'newer-version' && this.isTalking())),
  );

  protected noticeText(notice: Notice): string {
    switch (notice.kind) {
      case 'reset':
        return NOTICE_WORDS.reset;
      case 'newer-version':
        return NOTICE_WORDS.newerVersion;
      case 'storage-lost':
        return NOTICE_WORDS.storageLost[notice.why];
      case 'polling':
        return NOTICE_WORDS.polling;
      case 'refused':
        return NOTICE_WORDS.refused;
      case 'away-too-long':
        return '';
    }
  }

  protected noticeTone(notice: Notice): 'calm' | 'note' | 'alarm' {
    if (notice.kind === 'storage-lost') return 'alarm';
    return notice.kind === 'newer-version' ? 'calm' : 'note';
  }
}
