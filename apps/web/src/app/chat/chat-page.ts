import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import type { Nonce, Role } from '@hearken/protocol';
import { ConnectionService } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { HAS_KEPT_SESSION } from '../open-session';
import { QueueService } from '../queue/queue.service';
import { PAGE_LOADED_BY } from '../queue/visit';
import { Threshold } from '../threshold/threshold';
import { ThresholdPanel } from '../threshold/threshold-panel';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Countdown } from '../ui/countdown';
import { MissingPartNote } from '../ui/missing-part-note';
import { PAGE_RELOAD } from '../ui/page-reload';
import { secondsLeft } from '../ui/page-clock';
import { Attention } from './attention';
import { ChatBar } from './chat-bar';
import { ChatOverlay } from './chat-overlay';
import { CloseGuard } from './close-guard';
import { Composer } from './composer';
import { ConversationLog } from './conversation-log';
import { EndedPanel } from './ended-panel';
import { excerpt } from './excerpt';
import { followKeyboard } from './keyboard-inset';
import { ACT_WORDS } from './safety-words';
import { StatusBanners } from './status-banners';
import { StoppedPanel, isStopped, type Stopped } from './stopped-panel';
import { ThanksNote } from './thanks-note';
import { watchTouch } from './touch-watch';
import { WaitingPanel } from './waiting-panel';
import { CHAT_WORDS, WAITING_WORDS } from './words';

/** /vent, /listen and /talk: waiting, the conversation, and its end, on one page that never takes words away. */
@Component({
  selector: 'hk-chat-page',
  imports: [
    ChatBar,
    ChatOverlay,
    Composer,
    ConfirmDialog,
    ConversationLog,
    Countdown,
    EndedPanel,
    MissingPartNote,
    StatusBanners,
    StoppedPanel,
    ThanksNote,
    ThresholdPanel,
    WaitingPanel,
  ],
  templateUrl: './chat-page.html',
})
export class ChatPage {
  /** The role in the address. */
  readonly role = input.required<Role>();

  protected readonly words = CHAT_WORDS;
  protected readonly actWords = ACT_WORDS;
  protected readonly connection = inject(ConnectionService);
  protected readonly conversation = inject(ConversationService);
  protected readonly queue = inject(QueueService);
  protected readonly threshold = inject(Threshold);
  protected readonly stopped = computed(() => {
    const status = this.connection.status();
    return isStopped(status) ? status : undefined;
  });
  /** A place in another line than the address names: moving there gives it up, so it is asked for. */
  protected readonly move = computed(() => {
    const waiting = this.queue.waiting();
    const role = this.role();
    if (waiting === undefined || waiting.role === role || this.movingTo() === role || this.stopped()) return undefined;
    return { heading: WAITING_WORDS.move.heading[role], ...MOVE_ANSWERS };
  });
  /** What stands before the conversation that the person wants; never before one that goes on. */
  protected readonly step = computed(() => {
    const role = this.wanted();
    return role === undefined ? undefined : this.threshold.stepFor(role);
  });
  /** Nobody is at the partner's page, as far as it says. */
  protected readonly isPartnerQuiet = computed(() => {
    const presence = this.conversation.open()?.partner.presence;
    return presence?.is === 'here' && presence.isQuiet === true;
  });
  protected readonly partingIn = secondsLeft(computed(() => this.conversation.parting()?.until));
  protected readonly title = computed(() => {
    if (this.step() !== undefined) return CHAT_WORDS.title.threshold;
    if (this.queue.waiting() !== undefined) return CHAT_WORDS.title.waiting;
    if (this.conversation.open() !== undefined) return CHAT_WORDS.title.talking;
    return this.conversation.last() === undefined ? CHAT_WORDS.title.starting : CHAT_WORDS.title.ended;
  });
  protected readonly heading = computed(() => this.title().replace(/ · .*/, ''));

  private readonly router = inject(Router);
  private readonly reload = inject(PAGE_RELOAD);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly composer = viewChild(Composer);
  /** The line the person has said they want to move to. */
  private readonly movingTo = signal<Role | undefined>(undefined);
  private readonly hasKeptSession = inject(HAS_KEPT_SESSION);
  /** The line that the person wants to be in and is not; none while it is not known where they are. */
  private readonly wanted = computed(() => {
    const person = this.queue.person();
    switch (person.is) {
      case 'unknown':
        return this.hasKeptSession ? undefined : this.role();
      case 'idle':
        return this.role();
      case 'joining':
      case 'queued':
        return this.movingTo();
      case 'paired':
        return undefined;
    }
  });

  constructor() {
    watchTouch();
    const attention = inject(Attention);
    const isFirstPage = this.router.lastSuccessfulNavigation() === null;
    const firstVisit = isFirstPage ? inject(PAGE_LOADED_BY) : 'link';
    let hasVisited = false;
    // Where somebody may be in a conversation already, that is found out first: it waits for no guidelines.
    if (this.hasKeptSession) this.connection.start();
    const isOpen = computed(() => this.threshold.stepFor(this.role()) === undefined);
    const raised = computed(() => this.connection.state().site?.guidelinesVersion);
    effect(() => {
      this.threshold.approach(this.role(), raised());
    });
    effect(() => {
      const role = this.role();
      if (!isOpen()) return;
      const visit = hasVisited ? 'link' : firstVisit;
      hasVisited = true;
      untracked(() => {
        this.queue.visit(role, visit);
      });
    });
    effect(() => {
      attention.pageTitle.set(this.title());
    });
    this.moveOverThreshold();
    this.keepAddressTrue();
    this.announceOpenings();
    this.announceLikes();
    inject(CloseGuard);
    followKeyboard();
  }

  /** No new partner after all. */
  protected stay(): void {
    this.conversation.stay();
    // Its button goes: the person goes on writing.
    this.composer()?.focus();
  }

  /** Asked whether they are still here, the person says so. */
  protected sayHere(): void {
    this.conversation.touched();
    this.composer()?.focus();
  }

  protected quote(nonce: Nonce): void {
    this.composer()?.quote(nonce);
  }

  protected answerMove(isWanted: boolean): void {
    const waiting = this.queue.waiting();
    if (isWanted) this.movingTo.set(this.role());
    else if (waiting !== undefined) this.goTo(waiting.role);
  }

  /** Not listening now: back to the line one is in, else to the start page. */
  protected putOff(): void {
    this.movingTo.set(undefined);
    const waiting = this.queue.waiting();
    if (waiting !== undefined) this.goTo(waiting.role);
    else void this.router.navigateByUrl('/');
  }

  protected cancel(): void {
    this.queue.cancel();
    if (this.conversation.last() === undefined) void this.router.navigateByUrl('/');
  }

  protected help(state: Stopped['is']): void {
    if (state === 'replaced') this.connection.takeOver();
    else if (state === 'refused' || state === 'banned') this.connection.reconnectNow();
    else this.reload();
  }

  /** Another line is joined once nothing stands before it any more. */
  private moveOverThreshold(): void {
    const joins = computed(() => {
      const role = this.movingTo();
      return role === undefined || this.threshold.stepFor(role) !== undefined ? undefined : role;
    });
    effect(() => {
      const role = joins();
      if (role === undefined) return;
      untracked(() => {
        this.queue.join(role);
      });
    });
  }

  /** In a conversation the address names the role that one has there. */
  private keepAddressTrue(): void {
    effect(() => {
      const person = this.queue.person();
      const hasArrived = person.is === 'paired' || (person.is === 'queued' && person.role === this.movingTo());
      if (hasArrived) this.movingTo.set(undefined);
      if (person.is !== 'paired' || person.role === undefined || person.role === this.role()) return;
      this.goTo(person.role);
    });
  }

  private announceOpenings(): void {
    this.conversation.openings$.pipe(takeUntilDestroyed()).subscribe((room) => {
      // A log that is there already says it by itself; a log that appears with its first line in it does not.
      if (this.conversation.conversations().length === 1) {
        void this.announcer.announce(CHAT_WORDS.joinedAs[room.partner.role]);
      }
    });
    effect(() => {
      const status = this.connection.status();
      if (status.is === 'live') untracked(() => this.focusOnReturn());
    });
  }

  private announceLikes(): void {
    this.conversation.likes$.pipe(takeUntilDestroyed()).subscribe((texts) => {
      const role = this.conversation.last()?.partner.role;
      if (role === undefined) return;
      const beginnings = texts.map(({ text }) => excerpt(text));
      void this.announcer.announce(CHAT_WORDS.likesYours(CHAT_WORDS.partner[role].name, beginnings));
    });
  }

  /** Coming back to a conversation, the person goes on writing: unless they are in the middle of something else. */
  private focusOnReturn(): void {
    const active = document.activeElement;
    if (active === null || active === document.body) this.composer()?.focus();
  }

  private goTo(role: Role): void {
    void this.router.navigateByUrl(`/${role}`, { replaceUrl: true });
  }
}

const MOVE_ANSWERS = { text: WAITING_WORDS.move.text, yes: WAITING_WORDS.move.yes, no: WAITING_WORDS.move.no } as const;
