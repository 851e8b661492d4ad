import { DOCUMENT, DestroyRef, Injectable, effect, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { fromEvent, map, merge } from 'rxjs';
import { ConversationService } from '../conversation/conversation.service';
import { Preferences } from './preferences';
import { SIGNALS_OUT } from './signals-out';
import { CHAT_WORDS, SETTINGS_WORDS } from './words';

/** Reaches the person whose tab is hidden: a count in the title, a tone, a notification. Never with what was written. */
@Injectable({ providedIn: 'root' })
export class Attention {
  private readonly document = inject(DOCUMENT);
  private readonly title = inject(Title);
  private readonly preferences = inject(Preferences);
  private readonly out = inject(SIGNALS_OUT);
  private readonly missed = signal(0);

  /** Title of the page as it is without a count. */
  readonly pageTitle = signal<string>(CHAT_WORDS.title.starting);

  constructor() {
    const conversation = inject(ConversationService);
    const destroyRef = inject(DestroyRef);
    effect(() => {
      const missed = this.missed();
      this.title.setTitle(missed === 0 ? this.pageTitle() : CHAT_WORDS.unread(missed, this.pageTitle()));
    });
    merge(
      conversation.openings$.pipe(map(() => SETTINGS_WORDS.notification.paired)),
      conversation.texts$.pipe(map(() => SETTINGS_WORDS.notification.text)),
    )
      .pipe(takeUntilDestroyed(destroyRef))
      .subscribe((words) => {
        this.reach(words);
      });
    fromEvent(this.document, 'visibilitychange')
      .pipe(takeUntilDestroyed(destroyRef))
      .subscribe(() => {
        if (!this.document.hidden) this.missed.set(0);
      });
  }

  private reach(words: string): void {
    if (this.document.hidden) this.missed.update((count) => count + 1);
    if (!this.document.hidden && this.document.hasFocus()) return;
    if (this.preferences.hasSound()) this.out.play();
    if (!this.document.hidden || !this.preferences.hasNotifications()) return;
    if (this.out.permission() === 'granted') this.out.notify(SETTINGS_WORDS.notification.title, words);
  }
}
