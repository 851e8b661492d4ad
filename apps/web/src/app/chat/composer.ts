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
import { codePoints, textFault, tidyText } from '@hearken/protocol';
import { ConversationService } from '../conversation/conversation.service';
import { Icon } from '../ui/icon';
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
  protected readonly onGlass = inject(TYPES_ON_GLASS);
  protected readonly text = signal('');
  protected readonly failure = signal('');
  private readonly conversation = inject(ConversationService);
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
      const draft = untracked(() => this.conversation.last()?.draft ?? '');
      this.text.set(draft);
      this.failure.set('');
    });
    effect(() => {
      const text = this.text();
      const field = this.field().nativeElement;
      if (field.value !== text) field.value = text;
      fit(field);
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

  protected typed(): void {
    const text = this.field().nativeElement.value;
    this.text.set(text);
    this.failure.set('');
    this.conversation.saveDraft(text);
    this.conversation.setTyping(text.trim() !== '');
  }

  protected pressed(event: KeyboardEvent): void {
    // 229: Safari ends a composition before it tells of the Enter that ended it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it
    const isComposing = event.isComposing || event.keyCode === 229;
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
    this.text.set('');
    this.failure.set('');
    this.focus();
    const outcome = await this.conversation.send(text);
    // What comes too late must not touch the draft of another conversation.
    if (this.isGone || this.roomId() !== room) return;
    if (!outcome.ok) {
      const since = this.text();
      this.text.set(since === '' ? text : `${text}\n${since}`);
      this.failure.set(this.words.failed[outcome.fault]);
    }
    this.conversation.saveDraft(this.text());
    this.conversation.setTyping(this.text() !== '');
  }
}

/** Grows the field with its text, where the style sheet can't. */
function fit(field: HTMLTextAreaElement): void {
  if (globalThis.CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${String(field.scrollHeight + 2)}px`;
}
