import { Component, afterNextRender, computed, input, output, signal } from '@angular/core';
import type { SendLabel, TextLine } from '../client/client-state';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { timeOfDay } from '../ui/page-language';
import { UI_WORDS } from '../ui/words';
import { excerpt } from './excerpt';
import { SWIPE_PX, TouchGestures } from './touch-gestures';
import { CHAT_WORDS } from './words';

/** One text. Its label changes in place, so that a screen reader says the text once and its fate only when it fails. */
@Component({
  selector: 'hk-message',
  imports: [CopyButton, Icon],
  host: {
    class: 'message',
    '[class.mine]': 'line().isMine',
    '[class.first]': 'isFirst()',
    '[class.chosen]': 'isChosen()',
  },
  templateUrl: './message.html',
})
export class Message {
  readonly line = input.required<TextLine>();
  /** Name of whoever wrote it. */
  readonly author = input.required<string>();
  readonly partnerName = input.required<string>();
  /** It carries the author's name where it can be seen. */
  readonly isFirst = input(true);
  readonly showsMeta = input(true);
  /** The conversation goes on here: a text can be liked, quoted, and tried again. */
  readonly isOpen = input(true);
  /** Of all messages only one is reached by Tab; the arrow keys lead to the others. */
  readonly isTabStop = input(false);
  /** The person is at this message, by a tap or by the keyboard. */
  readonly isChosen = input(false);
  /** The person wants it sent again. */
  readonly retried = output();
  /** The person likes it, or no longer. */
  readonly liked = output<boolean>();
  /** The person wants to answer it. */
  readonly quoted = output();
  /** The person wants to see what it quotes. */
  readonly jumped = output<string>();
  readonly tapped = output();

  protected readonly words = CHAT_WORDS;
  protected readonly copyWords = UI_WORDS.copy;
  protected readonly excerpt = excerpt;
  /** What can be done comes after the text, so that a screen reader says the text alone. */
  protected readonly isSettled = signal(false);
  /** How far a finger has pulled it, CSS pixels. */
  protected readonly pull = signal(0);
  protected readonly isArmed = computed(() => this.pull() >= SWIPE_PX);
  protected readonly bubbleId = computed(() => `said-${this.line().nonce}`);
  protected readonly time = computed(() => timeOfDay(this.line().at));
  protected readonly label = computed(() => labelWords(this.line().label));
  protected readonly hasFailed = computed(() => this.line().label?.is === 'failed');
  protected readonly canRetry = computed(() => {
    const label = this.line().label;
    return this.isOpen() && label?.is === 'failed' && label.why === 'refused';
  });
  protected readonly canLike = computed(() => this.isOpen() && !this.line().isMine);
  /** A failed text is one that the partner does not have. */
  protected readonly canQuote = computed(() => this.isOpen() && !this.hasFailed());
  protected readonly likedBy = computed(() =>
    this.line().isMine ? CHAT_WORDS.likedBy(this.partnerName()) : CHAT_WORDS.likedByYou,
  );
  private readonly gestures = new TouchGestures();

  constructor() {
    afterNextRender(() => {
      this.isSettled.set(true);
    });
  }

  protected touched(event: PointerEvent): void {
    if (event.pointerType !== 'mouse') this.gestures.down(event);
  }

  protected moved(event: PointerEvent): void {
    if (event.pointerType !== 'mouse' && this.canQuote()) this.pull.set(this.gestures.move(event));
  }

  protected released(event: PointerEvent): void {
    this.pull.set(0);
    if (event.pointerType === 'mouse') return;
    switch (this.gestures.up(event)) {
      case 'tap':
        this.tapped.emit();
        return;
      case 'double-tap':
        if (this.canLike()) this.liked.emit(!this.line().isLiked);
        return;
      case 'swipe':
        this.quoted.emit();
        return;
      case undefined:
        return;
    }
  }

  protected cancelled(): void {
    this.gestures.cancel();
    this.pull.set(0);
  }
}

function labelWords(label: SendLabel | undefined): string {
  if (label === undefined) return '';
  if (label.is !== 'failed') return CHAT_WORDS.label[label.is];
  return label.why === 'ended' ? CHAT_WORDS.label.failedEnded : CHAT_WORDS.label.failedRefused;
}
