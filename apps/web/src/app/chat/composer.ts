import {
  Component,
  DestroyRef,
  type ElementRef,
  InjectionToken,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { codePoints, textFault, tidyText, type Nonce } from '@hearken/protocol';
import type { Quote } from '../client/client-state';
import { ConversationService } from '../conversation/conversation.service';
import { Icon } from '../ui/icon';
import { excerpt } from './excerpt';
import { Preferences } from './preferences';
import { CHAT_WORDS } from './words';

/** The counter appears when fewer code points than this are left. */
const COUNTER_FROM = 300;

/** Whether the person types on glass: there Enter begins a new line, as keyboards of phones expect, and the button sends. */
export const TYPES_ON_GLASS = new InjectionToken<boolean>('types on glass', {
  providedIn: 'root',
  factory: () => matchMedia('(pointer: coarse) and (hover: none)').matches,
});

/** Where texts are written. What stands in it is kept until it is stored somewhere safer. */
@Component({
  selector: 'hk-composer',
  imports: [Icon],
  templateUrl: './composer.html',
})
export class Composer {
  /** The conversation written in, by its room; another one brings its own draft. */
  readonly roomId = input.required<string>();

  protected readonly words = CHAT_WORDS.composer;
  protected readonly chatWords = CHAT_WORDS;
  protected readonly excerpt = excerpt;
  protected readonly onGlass = inject(TYPES_ON_GLASS);
  protected readonly text = signal('');
  protected readonly failure = signal('');
  protected readonly conversation = inject(ConversationService);
  private readonly preferences = inject(Preferences);
  private readonly replyTo = signal<Nonce | undefined>(undefined);
  /** What is answered, as it stands in the log. */
  protected readonly quoted = computed((): Quote | undefined => {
    const nonce = this.replyTo();
    const line = this.conversation.open()?.lines.find((each) => each.kind === 'text' && each.nonce === nonce);
    if (nonce === undefined) return undefined;
    if (line?.kind !== 'text') return { is: 'missing' };
    return { is: 'text', nonce, isMine: line.isMine, text: line.text };
  });
  protected readonly quotedName = computed(() => {
    const quote = this.quoted();
    const role = this.conversation.open()?.partner.role;
    if (quote?.is !== 'text' || role === undefined) return '';
    return quote.isMine ? this.words.replyingToSelf : this.words.replyingTo(CHAT_WORDS.partner[role].name);
  });
  protected readonly described = computed(() => {
    const ids = [...(this.replyTo() === undefined ? [] : ['composer-quote']), 'composer-counter'];
    return (this.onGlass ? ids : [...ids, 'composer-hint']).join(' ');
  });
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  private isGone = false;
  private readonly tidied = computed(() => tidyText(this.text()));

  /** Code points left; negative when there are too many. */
  protected readonly left = computed(() => this.conversation.textMax() - codePoints(this.tidied()));
  protected readonly showsCounter = computed(() => this.left() < COUNTER_FROM);
  protected readonly canSend = computed(() => textFault(this.tidied(), this.conversation.textMax()) === undefined);

  constructor() {
    effect(() => {
      this.roomId();
      const last = untracked(this.conversation.last);
      this.write(last?.draft ?? '');
      this.replyTo.set(last?.draftReplyTo);
      this.failure.set('');
    });
    effect(() => {
      this.text();
      fit(this.field().nativeElement);
    });
    afterNextRender(() => {
      this.focus();
    });
    inject(DestroyRef).onDestroy(() => {
      this.isGone = true;
      this.conversation.setTyping(false);
    });
  }

  /** Puts the caret into the field. */
  focus(): void {
    this.field().nativeElement.focus({ preventScroll: true });
  }

  /** Answers a text: what is sent next quotes it. */
  quote(nonce: Nonce): void {
    this.replyTo.set(nonce);
    this.conversation.saveDraft(this.text(), nonce);
    this.focus();
  }

  protected dropQuote(): void {
    this.replyTo.set(undefined);
    this.conversation.saveDraft(this.text());
    this.focus();
  }

  protected typed(): void {
    const text = this.field().nativeElement.value;
    this.text.set(text);
    this.failure.set('');
    this.conversation.saveDraft(text, this.replyTo());
    if (!this.preferences.isTypingPrivate()) this.conversation.setTyping(text.trim() !== '');
  }

  protected pressed(event: KeyboardEvent): void {
    // 229: Safari ends a composition before it tells of the Enter that ended it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Escape' && this.replyTo() !== undefined && !isComposing) {
      event.preventDefault();
      this.dropQuote();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || isComposing || this.onGlass) return;
    event.preventDefault();
    void this.send();
  }

  protected submitted(event: Event): void {
    event.preventDefault();
    void this.send();
  }

  /** The field is free at once; the draft is kept until the text is stored, and comes back if it can't be. */
  protected async send(): Promise<void> {
    if (!this.canSend()) return;
    const room = this.roomId();
    const text = this.tidied();
    const replyTo = this.replyTo();
    this.write('');
    this.replyTo.set(undefined);
    this.failure.set('');
    this.focus();
    const outcome = await this.conversation.send(text, replyTo);
    // What comes too late must not touch the draft of another conversation.
    if (this.isGone || this.roomId() !== room) return;
    if (!outcome.ok) {
      const since = this.text();
      this.write(since === '' ? text : `${text}\n${since}`);
      this.replyTo.update((chosen) => chosen ?? replyTo);
      this.failure.set(this.words.failed[outcome.fault]);
    }
    this.conversation.saveDraft(this.text(), this.replyTo());
  }

  /** Into the field at once: what is typed before the page is drawn again is added to what stands there. */
  private write(text: string): void {
    this.text.set(text);
    this.field().nativeElement.value = text;
  }
}

/** Grows the field with its text, where the style sheet can't. */
function fit(field: HTMLTextAreaElement): void {
  if (globalThis.CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${String(field.scrollHeight + 2)}px`;
}
