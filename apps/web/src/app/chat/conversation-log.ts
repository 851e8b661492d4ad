import {
  Component,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { Nonce, RoomId } from '@hearken/protocol';
import type { ConversationView } from '../client/client-state';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { PAGE_CLOCK } from '../ui/page-clock';
import { timeOfDay } from '../ui/page-language';
import { UI_WORDS } from '../ui/words';
import { ConversationActs, type ConversationAct } from './conversation-acts';
import { LogFocus } from './log-focus';
import { LogNote } from './log-note';
import { toRows } from './log-rows';
import { Message } from './message';
import { notableKeys, placeOf, rowId, textRows } from './unseen';
import { CHAT_WORDS } from './words';

/** Nearer to the end than this counts as being there: a finger is not exact. */
const AT_END_PX = 64;

/** The conversations, oldest above. It stays at the end as long as the reader is there, and never moves otherwise. */
@Component({
  selector: 'hk-conversation-log',
  imports: [ConversationActs, CopyButton, Icon, LogNote, Message],
  templateUrl: './conversation-log.html',
})
export class ConversationLog {
  readonly conversations = input.required<readonly ConversationView[]>();
  /** What was being written when a conversation ended, by room. */
  readonly drafts = input<ReadonlyMap<RoomId, string>>(new Map());
  /** Somebody new is being looked for: said below the last conversation. */
  readonly isSearching = input(false);
  /** This page acts for the person: texts can be liked and quoted. */
  readonly mayAct = input(true);
  /** A refused text is to be sent again. */
  readonly retried = output<Nonce>();
  /** A text of the partner's is liked, or no longer. */
  readonly liked = output<{ readonly nonce: Nonce; readonly isLiked: boolean }>();
  /** A text is to be answered. */
  readonly quoted = output<Nonce>();
  /** Something is to be done with an ended conversation. */
  readonly acted = output<{ readonly roomId: RoomId; readonly act: ConversationAct }>();

  protected readonly words = CHAT_WORDS;
  protected readonly copyWords = UI_WORDS.copy;
  protected readonly sections = computed(() => {
    const now = this.clock.now();
    return this.conversations().map((conversation, index) => ({
      conversation,
      title: CHAT_WORDS.partner[conversation.partner.role].title,
      partnerName: CHAT_WORDS.partner[conversation.partner.role].name,
      startedAt: timeOfDay(conversation.createdAt),
      isFirst: index === 0,
      rows: toRows(conversation.lines, now),
      opening: isBlank(conversation) ? CHAT_WORDS.opening[conversation.partner.role] : '',
    }));
  });
  protected readonly rowId = rowId;
  protected readonly focus = new LogFocus(computed(() => textRows(this.conversations())));
  protected readonly isAtEnd = signal(true);
  /** Rows that came while they were out of sight, in the order shown. */
  protected readonly unseen = signal<readonly string[]>([]);
  /** Where the first unseen row is. */
  protected readonly direction = signal<'above' | 'below'>('below');
  /** One's own last text moves the log to its end: whoever writes wants to see it. */
  private readonly ownLast = computed(() => {
    const lines = this.conversations().at(-1)?.lines ?? [];
    return lines.findLast((line) => line.kind === 'text' && line.isMine)?.key;
  });

  private readonly clock = inject(PAGE_CLOCK);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private known: ReadonlySet<string> | undefined;
  private lastOwn: string | undefined;
  private frame = 0;

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterRenderEffect(() => {
      this.sections();
      this.isSearching();
      untracked(() => {
        this.follow();
      });
    });
    afterNextRender(() => {
      // A keyboard that opens, or a panel that grows, makes the log smaller: the end stays in sight.
      const observer = new ResizeObserver(() => {
        if (this.isAtEnd()) this.toEnd();
      });
      observer.observe(this.scroller().nativeElement);
      destroyRef.onDestroy(() => {
        observer.disconnect();
        cancelAnimationFrame(this.frame);
      });
    });
  }

  protected scrolled(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.isAtEnd.set(this.distanceToEnd() < AT_END_PX);
      this.look();
    });
  }

  /** To the first row that was missed, or to the end when none was. */
  protected jump(): void {
    const [first] = this.unseen();
    const row = first === undefined ? null : this.row(first);
    if (row === null) this.toEnd();
    else row.scrollIntoView({ block: 'center' });
    this.scroller().nativeElement.focus({ preventScroll: true });
  }

  protected quote(nonce: Nonce): void {
    this.focus.release();
    this.quoted.emit(nonce);
  }

  protected pressed(event: KeyboardEvent): void {
    if (this.focus.key(this.scroller().nativeElement, event)) event.preventDefault();
  }

  /** Shows a text of the log, wherever it stands, and takes the keyboard there. */
  protected show(conversation: ConversationView, nonce: Nonce): void {
    const key = conversation.lines.find((line) => line.kind === 'text' && line.nonce === nonce)?.key;
    const row = key === undefined ? null : this.row(rowId(conversation, key));
    if (row === null) return;
    row.scrollIntoView({ block: 'center' });
    // What comes in meanwhile must not take the reader back to the end.
    this.isAtEnd.set(this.distanceToEnd() < AT_END_PX);
    row.tabIndex = -1;
    row.classList.add('found');
    row.addEventListener('blur', () => row.classList.remove('found'), { once: true });
    row.focus({ preventScroll: true });
  }

  private follow(): void {
    const keys = notableKeys(this.conversations());
    const { known } = this;
    this.known = new Set(keys);
    const arrived = known === undefined ? [] : keys.filter((key) => !known.has(key));
    const ownLast = this.ownLast();
    const hasWritten = known !== undefined && ownLast !== undefined && ownLast !== this.lastOwn;
    this.lastOwn = ownLast;
    if (this.isAtEnd() || hasWritten) this.toEnd();
    this.unseen.update((before) => keys.filter((key) => before.includes(key) || arrived.includes(key)));
    this.look();
  }

  /** Forgets of the unseen what is in sight by now, and finds where the first of the rest is. */
  private look(): void {
    const view = this.scroller().nativeElement.getBoundingClientRect();
    const places = this.unseen().map((key) => ({ key, place: this.place(key, view) }));
    const rest = places.filter(({ place }) => place !== 'seen');
    if (rest.length !== places.length) this.unseen.set(rest.map(({ key }) => key));
    this.direction.set(rest[0]?.place === 'above' ? 'above' : 'below');
  }

  private place(key: string, view: DOMRect): 'above' | 'seen' | 'below' {
    const row = this.row(key);
    return row === null ? 'seen' : placeOf(row.getBoundingClientRect(), view);
  }

  private row(key: string): HTMLElement | null {
    return this.scroller().nativeElement.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
  }

  private distanceToEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller().nativeElement;
    return scrollHeight - scrollTop - clientHeight;
  }

  private toEnd(): void {
    const element = this.scroller().nativeElement;
    element.scrollTop = element.scrollHeight;
    this.isAtEnd.set(true);
  }
}

function isBlank({ open, lines }: ConversationView): boolean {
  return open && !lines.some((line) => line.kind === 'text');
}
