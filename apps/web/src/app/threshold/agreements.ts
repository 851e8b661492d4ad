import { Injectable, inject, signal } from '@angular/core';
import { KEPT_SETTINGS } from '../chat/preferences';

const GUIDELINES = 'hearken.guidelines';
const GUIDE = 'hearken.listening';

/** What this device has agreed to and read already. A browser that stores nothing is asked again after a reload. */
@Injectable({ providedIn: 'root' })
export class Agreements {
  private readonly storage = inject(KEPT_SETTINGS);
  private readonly acceptedVersion = signal(this.read(GUIDELINES));
  private readonly guideSeen = signal(this.read(GUIDE) !== undefined);

  /** Version of the guidelines that was accepted last. */
  readonly accepted = this.acceptedVersion.asReadonly();
  /** Whether the listener's guide was shown to its end. */
  readonly hasSeenGuide = this.guideSeen.asReadonly();

  accept(version: string): void {
    this.acceptedVersion.set(version);
    this.write(GUIDELINES, version);
  }

  noteGuideSeen(): void {
    this.guideSeen.set(true);
    this.write(GUIDE, 'seen');
  }

  private read(key: string): string | undefined {
    try {
      return this.storage().getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  private write(key: string, value: string): void {
    try {
      this.storage().setItem(key, value);
    } catch {
      // It holds until the page is left.
    }
  }
}
