import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  Component,
  DestroyRef,
  ElementRef,
  ViewEncapsulation,
  afterRenderEffect,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { AdminSession } from './admin-session';
import { AuditSection } from './audit-section';
import { BansSection } from './bans-section';
import { ChangePassword } from './change-password';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { KeepFocus } from './keep-focus';
import { LiveFeed } from './live-feed';
import { OverviewSection } from './overview-section';
import { ReportsSection } from './reports-section';
import { addressOf, SECTIONS, sectionsFor } from './sections';
import { SettingsSection } from './settings-section';
import { SignIn } from './sign-in';
import { SysmsgSection } from './sysmsg-section';
import { ADMIN_WORDS, OPERATOR_ROLE_NAMES, SECTION_NAMES } from './words';

/** /admin: what operators see and do. It is loaded by nobody else, styles included. */
@Component({
  selector: 'hk-admin-page',
  imports: [
    AuditSection,
    BansSection,
    ChangePassword,
    ConfirmDialog,
    DeedLine,
    Icon,
    KeepFocus,
    OverviewSection,
    ReportsSection,
    RouterLink,
    SettingsSection,
    SignIn,
    SysmsgSection,
  ],
  templateUrl: './admin-page.html',
  styleUrl: './admin-page.css',
  encapsulation: ViewEncapsulation.None,
  host: { class: 'admin' },
})
export class AdminPage {
  /** Which section; from the address. */
  readonly section = input<string>();

  protected readonly words = ADMIN_WORDS;
  protected readonly sectionNames = SECTION_NAMES;
  protected readonly roleNames = OPERATOR_ROLE_NAMES;
  protected readonly addressOf = addressOf;
  protected readonly asksEverywhere = signal(false);
  protected readonly leaving = new Deed();
  private readonly session = inject(AdminSession);
  private readonly feed = inject(LiveFeed);
  private readonly announcer = inject(LiveAnnouncer);

  protected readonly state = this.session.state;
  protected readonly operator = computed(() => {
    const state = this.state();
    return state.is === 'signed-in' || state.is === 'must-change' ? state.operator : undefined;
  });
  protected readonly offered = computed(() => {
    const state = this.state();
    return state.is === 'signed-in' ? sectionsFor(state.operator.role) : [];
  });
  /** The section that the address names, where this operator is offered it. */
  protected readonly shown = computed(() => {
    const named = this.section() ?? 'overview';
    return this.offered().find((section) => section === named);
  });
  protected readonly waiting = computed(() => {
    const live = this.feed.state();
    if (live.is !== 'there') return { reports: 0, bans: 0 };
    return { reports: live.overview.now.openReports, bans: live.overview.now.openAppeals };
  });

  constructor() {
    this.nameThePage();
    this.followTheLiveFigures();
    this.tellOfNewReports();
    this.focusWhatIsNew();
    void this.session.resume();
  }

  protected resume(): void {
    void this.session.resume();
  }

  protected signOut(): void {
    void this.leave('here');
  }

  protected answerEverywhere(isWanted: boolean): void {
    this.asksEverywhere.set(false);
    if (isWanted) void this.leave('everywhere');
  }

  /** How many things of a section wait for somebody. */
  protected waitingIn(section: string): number {
    if (section === 'reports') return this.waiting().reports;
    return section === 'bans' ? this.waiting().bans : 0;
  }

  private async leave(where: 'here' | 'everywhere'): Promise<void> {
    await this.leaving.run(
      () => this.session.signOut(where),
      () => '',
    );
  }

  private nameThePage(): void {
    const title = inject(Title);
    effect(() => {
      const section = this.shown();
      title.setTitle(section === undefined ? this.words.title : `${SECTION_NAMES[section]} · ${this.words.title}`);
    });
  }

  private followTheLiveFigures(): void {
    effect(() => {
      if (this.state().is === 'signed-in') this.feed.start();
      else this.feed.stop();
    });
    inject(DestroyRef).onDestroy(() => {
      this.feed.stop();
    });
  }

  private tellOfNewReports(): void {
    let before: number | undefined;
    effect(() => {
      const live = this.feed.state();
      const open = live.is === 'there' ? live.overview.now.openReports : undefined;
      if (before !== undefined && open !== undefined && open > before) {
        void this.announcer.announce(this.words.newReport);
      }
      before = open ?? before;
    });
  }

  /** Another section or another state is another page to a screen reader: its heading says so. */
  private focusWhatIsNew(): void {
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
    let before: string | undefined;
    afterRenderEffect({
      write: () => {
        const now = `${this.state().is} ${this.section() ?? SECTIONS[0]}`;
        const isNew = before !== undefined && now !== before;
        before = now;
        if (isNew) untracked(() => nativeElement.querySelector<HTMLElement>('h1')?.focus());
      },
    });
  }
}
