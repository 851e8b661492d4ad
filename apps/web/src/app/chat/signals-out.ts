import { InjectionToken } from '@angular/core';

/** The ways out of a hidden tab to the person: given in tests, the browser's in the page. */
export interface SignalsOut {
  /** A short soft tone. */
  play(): void;
  /** Whether notifications can be shown, are forbidden, or have to be asked for; absent where there are none. */
  permission(): NotificationPermission | 'absent';
  /** Asks; only as the answer to a press. */
  askPermission(): Promise<NotificationPermission>;
  /** Shows one, in the place of an earlier one. */
  notify(title: string, body: string): void;
}

/** One note: pitch in Hz, and when it begins, in seconds. */
const NOTES = [
  { hz: 587.33, at: 0 },
  { hz: 880, at: 0.14 },
] as const;
const NOTE_S = 0.5;
const LOUDNESS = 0.07;

/** Two soft sine notes, made here: no file is fetched. */
function playTone(context: AudioContext): void {
  for (const note of NOTES) {
    const from = context.currentTime + note.at;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = note.hz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + NOTE_S);
  }
}

/** The browser's own. */
export function browserSignals(): SignalsOut {
  let context: AudioContext | undefined;
  return {
    play() {
      context ??= new AudioContext();
      // Without a press on this page the browser keeps it suspended: then there is no tone, and no error either.
      void context.resume();
      playTone(context);
    },
    permission: () => ('Notification' in globalThis ? Notification.permission : 'absent'),
    askPermission: () => Notification.requestPermission(),
    notify(title, body) {
      try {
        const shown = new Notification(title, { body, tag: 'hearken', icon: 'icon.svg', silent: true });
        shown.onclick = () => {
          window.focus();
          shown.close();
        };
      } catch {
        // Android's Chromium shows notifications from service workers only.
      }
    },
  };
}

/** How a hidden tab reaches the person. */
export const SIGNALS_OUT = new InjectionToken<SignalsOut>('signals out', {
  providedIn: 'root',
  factory: browserSignals,
});
