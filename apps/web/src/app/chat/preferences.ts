import { Injectable, InjectionToken, inject, signal } from '@angular/core';

/** Where switches are kept; a browser may refuse all of it. */
export type KeptSettings = Pick<Storage, 'getItem' | 'setItem'>;

/** The device's storage; throws where the browser refuses it. */
export const KEPT_SETTINGS = new InjectionToken<() => KeptSettings>('kept settings', {
  providedIn: 'root',
  factory: () => () => localStorage,
});

const KEY = 'hearken.settings';
const SOUND = 'sound';
const NOTIFY = 'notify';
const TYPING_PRIVATE = 'typing-private';

/** The switches that only this page needs to know. All are off at first: a sound or a notification can give someone away. */
@Injectable({ providedIn: 'root' })
export class Preferences {
  private readonly storage = inject(KEPT_SETTINGS);
  private readonly kept = this.read();
  private readonly soundSwitch = signal(this.kept.includes(SOUND));
  private readonly notifySwitch = signal(this.kept.includes(NOTIFY));

  private readonly typingSwitch = signal(this.kept.includes(TYPING_PRIVATE));

  readonly hasSound = this.soundSwitch.asReadonly();
  readonly hasNotifications = this.notifySwitch.asReadonly();
  /** Nothing about typing is ever sent. */
  readonly isTypingPrivate = this.typingSwitch.asReadonly();

  setSound(isOn: boolean): void {
    this.soundSwitch.set(isOn);
    this.write();
  }

  setNotifications(isOn: boolean): void {
    this.notifySwitch.set(isOn);
    this.write();
  }

  setTypingPrivate(isOn: boolean): void {
    this.typingSwitch.set(isOn);
    this.write();
  }

  private read(): readonly string[] {
    try {
      return (this.storage().getItem(KEY) ?? '').split(' ');
    } catch {
      return [];
    }
  }

  private write(): void {
    const all = [
      { name: SOUND, isOn: this.soundSwitch() },
      { name: NOTIFY, isOn: this.notifySwitch() },
      { name: TYPING_PRIVATE, isOn: this.typingSwitch() },
    ];
    const on = all.filter(({ isOn }) => isOn).map(({ name }) => name);
    try {
      this.storage().setItem(KEY, on.join(' '));
    } catch {
      // The switch holds until the page is left; there is nothing better to do.
    }
  }
}
