import { Component, computed, inject, signal } from '@angular/core';
import { Toggle } from '../ui/toggle';
import { Preferences } from './preferences';
import { SIGNALS_OUT } from './signals-out';
import { SETTINGS_WORDS } from './words';

/** The switches for how a hidden tab reaches the person. */
@Component({
  selector: 'hk-attention-switches',
  imports: [Toggle],
  template: `
    <hk-toggle
      [label]="words.sound"
      [hint]="words.soundHint"
      [isOn]="preferences.hasSound()"
      (flipped)="setSound($event)"
    />
    @if (permission() !== 'absent') {
      <hk-toggle
        [label]="words.notify"
        [hint]="notifyHint()"
        [isOn]="preferences.hasNotifications() && permission() === 'granted'"
        (flipped)="setNotifications($event)"
      />
    }
  `,
})
export class AttentionSwitches {
  protected readonly preferences = inject(Preferences);
  protected readonly words = SETTINGS_WORDS;
  private readonly out = inject(SIGNALS_OUT);
  protected readonly permission = signal(this.out.permission());
  protected readonly notifyHint = computed(() =>
    this.permission() === 'denied' ? SETTINGS_WORDS.notifyRefused : SETTINGS_WORDS.notifyHint,
  );

  protected setSound(isOn: boolean): void {
    this.preferences.setSound(isOn);
    // The press is what lets the browser play later on, and it shows how soft the tone is.
    if (isOn) this.out.play();
  }

  protected async setNotifications(isOn: boolean): Promise<void> {
    this.preferences.setNotifications(isOn);
    if (!isOn || this.permission() === 'granted') return;
    this.permission.set(await this.out.askPermission());
    this.preferences.setNotifications(this.permission() === 'granted');
  }
}
