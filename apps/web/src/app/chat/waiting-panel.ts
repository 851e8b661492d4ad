import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ROLES, type Role } from '@hearken/protocol';
import type { PersonView } from '../client/client-state';
import { QueueService } from '../queue/queue.service';
import { Countdown } from '../ui/countdown';
import { secondsLeft } from '../ui/page-clock';
import { WhoIsHere } from '../ui/who-is-here';
import { AttentionSwitches } from './attention-switches';
import { BreathingCard } from './breathing-card';
import { PlaceSwitch } from './place-switch';
import { WAITING_WORDS } from './words';

/** Somebody who waits. */
export type Waiting = Extract<PersonView, { readonly is: 'queued' | 'joining' }>;

/** Whom each role meets. */
const MEETS = { vent: 'listen', listen: 'vent', talk: 'talk' } as const satisfies Record<Role, Role>;

/** Waiting for somebody: how long the line is, who is here, and the ways out of it. */
@Component({
  selector: 'hk-waiting-panel',
  imports: [AttentionSwitches, BreathingCard, Countdown, PlaceSwitch, RouterLink, WhoIsHere],
  templateUrl: './waiting-panel.html',
})
export class WaitingPanel {
  readonly waiting = input.required<Waiting>();
  /** Below an earlier conversation: shorter, so that it stays readable. */
  readonly isCompact = input(false);
  /** The person waits no longer. */
  readonly cancelled = output();
  /** The person wants to know who helps now; the place is kept. */
  readonly helpPressed = output();

  protected readonly queue = inject(QueueService);
  protected readonly words = WAITING_WORDS;
  protected readonly place = computed(() => {
    const waiting = this.waiting();
    return waiting.is === 'queued' ? waiting : undefined;
  });
  protected readonly opensIn = secondsLeft(computed(() => this.place()?.opensAt));
  protected readonly others = computed(() => ROLES.filter((role) => role !== this.waiting().role));
  protected readonly here = computed(() => {
    const counts = this.queue.counts();
    if (counts === undefined) return undefined;
    const { role } = this.waiting();
    // Of those who want to talk, one is this person.
    return Math.max(0, counts[MEETS[role]].online - (role === 'talk' ? 1 : 0));
  });
  protected readonly isAnybodyFree = computed(() => {
    const { role } = this.waiting();
    const free = this.queue.counts()?.[MEETS[role]].waiting ?? 0;
    return free > (role === 'talk' ? 1 : 0);
  });
  protected readonly lately = computed(() => {
    const ms = this.queue.counts()?.[this.waiting().role].medianWaitMs;
    return ms === undefined || this.here() === 0 ? undefined : WAITING_WORDS.lately(ms);
  });
  protected readonly offersWidening = computed(() => {
    const at = this.place()?.widenOfferAt;
    return at !== undefined && this.widenIn() === 0;
  });

  private readonly widenIn = secondsLeft(computed(() => this.place()?.widenOfferAt));
}
