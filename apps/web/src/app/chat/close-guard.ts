import { DOCUMENT, Injectable, computed, effect, inject } from '@angular/core';
import { ConnectionService } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { isStopped } from './stopped-panel';

/** Asks before the page is closed on a conversation, wherever in the page the person is. */
@Injectable({ providedIn: 'root' })
export class CloseGuard {
  private readonly conversation = inject(ConversationService);
  private readonly connection = inject(ConnectionService);
  private readonly page = inject(DOCUMENT).defaultView;
  private readonly holds = computed(
    () => this.conversation.open() !== undefined && !isStopped(this.connection.status()),
  );

  constructor() {
    // Listening all the time would keep browsers from bringing the page back quickly.
    effect((onCleanup) => {
      const { page } = this;
      if (!this.holds() || page === null) return;
      page.addEventListener('beforeunload', ask);
      onCleanup(() => {
        page.removeEventListener('beforeunload', ask);
      });
    });
  }
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
