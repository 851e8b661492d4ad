import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ConversationView } from '../client/client-state';
import { ConnectionService } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { Countdown } from '../ui/countdown';
import { Icon } from '../ui/icon';
import { secondsLeft } from '../ui/page-clock';
import { PartnerPlace } from './partner-place';
import { REPORT_WORDS } from './safety-words';
import { CHAT_WORDS } from './words';

/** The top of the page: who one talks with and how they are, and the ways out. */
@Component({
  selector: 'hk-chat-bar',
  imports: [Countdown, Icon, PartnerPlace, RouterLink],
  templateUrl: './chat-bar.html',
})
export class ChatBar {
  /** The open conversation; absent when there is none. */
  readonly conversation = input<ConversationView>();
  /** Title where there is no conversation. */
  readonly title = input.required<string>();
  /** This page may act; else another one does, and only the settings are of use here. */
  readonly mayAct = input(true);
  /** New partner, leave, report, help and settings were pressed. */
  readonly nextPressed = output();
  readonly leavePressed = output();
  readonly reportPressed = output();
  readonly helpPressed = output();
  readonly settingsPressed = output();

  protected readonly service = inject(ConversationService);
  protected readonly words = CHAT_WORDS;
  protected readonly reportWords = REPORT_WORDS;
  protected readonly partner = computed(() => this.conversation()?.partner);
  /** How the partner is, as far as this page can know. */
  protected readonly presence = computed(() => {
    const presence = this.partner()?.presence ?? { is: 'gone' };
    if (presence.is !== 'gone' && this.connection.trouble() !== undefined) return 'unknown';
    return presence.is === 'here' && presence.isQuiet === true ? 'quiet' : presence.is;
  });
  protected readonly nextAt = computed(() => this.conversation()?.nextAt);
  protected readonly nextIn = secondsLeft(this.nextAt);
  /** Until when the partner may come back, as far as this page can know. */
  protected readonly backBy = computed(() => {
    const presence = this.partner()?.presence;
    return presence?.is === 'reconnecting' && this.presence() === 'reconnecting' ? presence.until : undefined;
  });
  protected readonly backIn = secondsLeft(this.backBy);
  private readonly connection = inject(ConnectionService);
}
