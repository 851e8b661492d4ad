import { Injectable, computed, inject } from '@angular/core';
import type { PageText, Role } from '@hearken/protocol';
import { injectTextLoader } from '../pages/load-text';
import { Agreements } from './agreements';

/**
 * What stands before a conversation.
 *
 * - `checking`: it is not known yet whether something does.
 * - `failed`: the guidelines can't be had, and none were ever accepted here.
 * - `guidelines`: to be accepted; `isNewer` where an earlier version was.
 * - `guide`: a first time to listen.
 */
export type Step =
  | { readonly is: 'checking' }
  | { readonly is: 'failed' }
  | { readonly is: 'guidelines'; readonly text: PageText; readonly isNewer: boolean }
  | { readonly is: 'guide'; readonly text: PageText };

/**
 * Asks for the guidelines once per version before a conversation, and shows the guide before a first time to listen. It
 * never stands in the way of a conversation that goes on.
 */
@Injectable({ providedIn: 'root' })
export class Threshold {
  private readonly agreements = inject(Agreements);
  private readonly guidelines = injectTextLoader();
  private readonly guide = injectTextLoader();
  private readonly asked = { guidelines: false, guide: false };
  /** `guidelinesVersion` of the site when the guidelines were asked for, once it is known. */
  private raised: number | undefined;

  private readonly first = computed((): Step | undefined => {
    const accepted = this.agreements.accepted();
    const state = this.guidelines.state();
    switch (state.is) {
      case 'loading':
        return { is: 'checking' };
      case 'failed':
        // Who accepted a version before is not kept out by a text that can't be had.
        return accepted === undefined ? { is: 'failed' } : undefined;
      case 'there':
        if (state.text.version === accepted) return undefined;
        return { is: 'guidelines', text: state.text, isNewer: accepted !== undefined };
    }
  });

  private readonly second = computed((): Step | undefined => {
    if (this.agreements.hasSeenGuide()) return undefined;
    const state = this.guide.state();
    switch (state.is) {
      case 'loading':
        return { is: 'checking' };
      case 'failed':
        return undefined;
      case 'there':
        return { is: 'guide', text: state.text };
    }
  });

  /**
   * Asks for what is needed before a conversation in this role. What was asked for once is asked for again only where
   * operators have raised the version of the guidelines since: `raised` is the site's, as far as the server has told it.
   */
  approach(role: Role, raised?: number): void {
    if (!this.asked.guidelines) this.retry();
    else if (raised !== undefined && this.raised !== undefined && raised !== this.raised) {
      void this.guidelines.refresh('guidelines');
    }
    this.raised = raised ?? this.raised;
    if (role === 'listen' && !this.agreements.hasSeenGuide() && !this.asked.guide) {
      this.asked.guide = true;
      void this.guide.load('listening');
    }
  }

  /** Asks for the guidelines (again). */
  retry(): void {
    this.asked.guidelines = true;
    void this.guidelines.load('guidelines');
  }

  /** What stands before a conversation in this role; undefined: nothing does. */
  stepFor(role: Role): Step | undefined {
    return this.first() ?? (role === 'listen' ? this.second() : undefined);
  }

  accept({ version }: PageText): void {
    this.agreements.accept(version);
  }

  noteGuideRead(): void {
    this.agreements.noteGuideSeen();
  }
}
