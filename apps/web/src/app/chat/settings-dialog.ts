import { Component, afterRenderEffect, inject, output, signal, viewChild, type ElementRef } from '@angular/core';
import { ConnectionService } from '../connection/connection.service';
import { ConversationService } from '../conversation/conversation.service';
import { Modal } from '../ui/modal';
import { Toggle } from '../ui/toggle';
import { AttentionSwitches } from './attention-switches';
import { PlaceSwitch } from './place-switch';
import { Preferences } from './preferences';
import { SETTINGS_WORDS } from './words';

/** The switches of a session. */
@Component({
  selector: 'hk-settings-dialog',
  imports: [AttentionSwitches, Modal, PlaceSwitch, Toggle],
  template: `
    <hk-modal [heading]="words.heading" (dismissed)="closed.emit()">
      <hk-place-switch />
      <hk-toggle
        [label]="words.takeBreak"
        [hint]="words.takeBreakHint"
        [isOn]="conversation.isTakingBreak()"
        (flipped)="conversation.setTakeBreak($event)"
      />
      <hk-attention-switches />
      <hk-toggle
        [label]="words.typingPrivate"
        [hint]="words.typingPrivateHint"
        [isOn]="preferences.isTypingPrivate()"
        (flipped)="keepTypingPrivate($event)"
      />
      <div class="forget">
        @switch (forgetting()) {
          @case ('no') {
            <p class="soft">{{ words.forgetHint }}</p>
            <button #next type="button" class="button small" (click)="forgetting.set('asked')">
              {{ words.forget }}
            </button>
          }
          @case ('asked') {
            <p role="alert">{{ words.forgetAsk }}</p>
            <div class="actions">
              <button #next type="button" class="button small" (click)="forgetting.set('no')">
                {{ words.forgetNo }}
              </button>
              <button type="button" class="button small alarm" (click)="forget()">{{ words.forgetYes }}</button>
            </div>
          }
          @case ('done') {
            <p #next role="status" tabindex="-1">{{ words.forgotten }}</p>
          }
        }
      </div>
      @if (conversation.place() !== undefined) {
        <p class="soft">
          <a href="https://db-ip.com" target="_blank" rel="noopener noreferrer">{{ words.placeSource }}</a>
        </p>
      }
      <div class="modal-actions">
        <button type="button" class="button quiet" (click)="helpPressed.emit()">{{ words.help }}</button>
        <button type="button" class="button primary" (click)="closed.emit()">{{ words.done }}</button>
      </div>
    </hk-modal>
  `,
})
export class SettingsDialog {
  readonly closed = output();
  /** The person wants to know who helps now; the conversation goes on. */
  readonly helpPressed = output();

  protected readonly words = SETTINGS_WORDS;
  protected readonly conversation = inject(ConversationService);
  protected readonly preferences = inject(Preferences);
  protected readonly forgetting = signal<'no' | 'asked' | 'done'>('no');
  private readonly connection = inject(ConnectionService);
  /** Where the focus goes when what had it has been answered. */
  private readonly next = viewChild<ElementRef<HTMLElement>>('next');

  constructor() {
    let shown = this.forgetting();
    afterRenderEffect(() => {
      const now = this.forgetting();
      const next = this.next();
      if (now === shown) return;
      shown = now;
      next?.nativeElement.focus();
    });
  }

  protected keepTypingPrivate(isOn: boolean): void {
    // The last word on it: what the partner sees just now ends, and nothing follows.
    this.conversation.setTyping(false);
    this.preferences.setTypingPrivate(isOn);
  }

  protected forget(): void {
    this.connection.forgetDevice();
    this.forgetting.set('done');
  }
}
