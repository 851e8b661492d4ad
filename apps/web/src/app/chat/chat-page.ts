import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import type { Nonce, PageText, Role, RoomId } from '@hearken/protocol';
import { ConnectionService } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { HelpDialog } from '../help/help-dialog';
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
import { CloseGuard } from './close-guard';
import { Composer } from './composer';
import type { ConversationAct } from './conversation-acts';
import { ConversationLog } from './conversation-log';
import { EndedPanel } from './ended-panel';
import { excerpt } from './excerpt';
import { KeepDialog } from './keep-dialog';
import { followKeyboard } from './keyboard-inset';
import { PartDialog, type Parting } from './part-dialog';
import { ReportDialog } from './report-dialog';
import type { Report } from './report-form';
import { ACT_WORDS } from './safety-words';
import { SettingsDialog } from './settings-dialog';
import { StatusBanners } from './status-banners';
import { StoppedPanel, isStopped, type Stopped } from './stopped-panel';
import { ThanksNote } from './thanks-note';
import { watchTouch } from './touch-watch';
import { WaitingPanel } from './waiting-panel';
import { CHAT_WORDS, WAITING_WORDS } from './words';

/** What lies over the page. */
type Overlay =
  | { readonly is: 'none' }
  | { readonly is: 'settings' }
  | { readonly is: 'help' }
  | { readonly is: 'part'; readonly how: 'next' | 'leave' }
  | { readonly is: ConversationAct; readonly roomId: RoomId };

/** /vent, /listen and /talk: waiting, the conversation, and its end, on one page that never takes words away. */
@Component({
  selector: 'hk-chat-page',
  imports: [
    ChatBar,
    Composer,
    ConfirmDialog,
    ConversationLog,
    Countdown,
    EndedPanel,
    HelpDialog,
    KeepDialog,
    MissingPartNote,
    PartDialog,
    ReportDialog,
    SettingsDialog,
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
  protected readonly overlay = signal<Overlay>({ is: 'none' });
  protected readonly stopped = computed(() => {
    const status = this.connection.status();
    return isStopped(status) ? status : undefined;
  });
  /** The conversation that the dialog is about, as long as it is there. */
  protected readonly about = computed(() => {
    const over = this.overlay();
    if (!('roomId' in over)) return undefined;
    return this.conversation.conversations().find(({ roomId }) => roomId === over.roomId);
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
  private readonly threshold = inject(Threshold);
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
    this.closeWhatIsOver();
    this.announceOpenings();
    this.announceLikes();
    inject(CloseGuard);
    followKeyboard();
  }

  protected part(how: 'next' | 'leave', { way, because, note }: Parting): void {
    this.overlay.set({ is: 'none' });
    const open = this.conversation.open();
    if (way === 'report') this.ask('report');
    else if (way === 'block' && open !== undefined) this.conversation.block(open.roomId, because, note);
    else this.conversation.part(how, because, note);
  }

  /** Asks something about the open conversation. */
  protected ask(act: ConversationAct): void {
    const open = this.conversation.open();
    if (open !== undefined) this.overlay.set({ is: act, roomId: open.roomId });
  }

  protected report(roomId: RoomId, { reason, note }: Report): void {
    this.overlay.set({ is: 'none' });
    this.conversation.report(roomId, reason, note);
  }

  protected block(roomId: RoomId, isWanted: boolean): void {
    this.overlay.set({ is: 'none' });
    if (isWanted) this.conversation.block(roomId);
  }

  protected remove(roomId: RoomId, isWanted: boolean): void {
    this.overlay.set({ is: 'none' });
    if (isWanted) this.conversation.delete(roomId);
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

  protected dismiss(roomId: RoomId, isWanted: boolean): void {
    this.overlay.set({ is: 'none' });
    if (isWanted) this.conversation.dismiss(roomId);
  }

  protected answerMove(isWanted: boolean): void {
    const waiting = this.queue.waiting();
    if (isWanted) this.movingTo.set(this.role());
    else if (waiting !== undefined) this.goTo(waiting.role);
  }

  protected accept(guidelines: PageText): void {
    this.threshold.accept(guidelines);
  }

  protected noteGuideRead(): void {
    this.threshold.noteGuideRead();
  }

  protected retryGuidelines(): void {
    this.threshold.retry();
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

  /** A dialog about a conversation that has ended meanwhile asks for nothing any more. */
  private closeWhatIsOver(): void {
    effect(() => {
      const hasOpen = this.conversation.open() !== undefined;
      if (!hasOpen && untracked(this.overlay).is === 'part') this.overlay.set({ is: 'none' });
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
