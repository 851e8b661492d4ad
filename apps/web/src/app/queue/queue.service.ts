import { DestroyRef, Injectable, computed, effect, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Role } from '@hearken/protocol';
import { Subject, filter, map, switchMap, take } from 'rxjs';
import { ConnectionService } from '../connection/connection.service';
import { HEARKEN } from '../hearken';
import { OpenSession, type SessionSummary } from '../open-session';
import { onVisit, type Visit } from './visit';

/** Waiting for somebody, as the page sees it. The client polls the position every 3 to 5 s by itself. */
@Injectable({ providedIn: 'root' })
export class QueueService {
  private readonly client = inject(HEARKEN);
  private readonly connection = inject(ConnectionService);
  private readonly visits$ = new Subject<{ readonly role: Role; readonly visit: Visit }>();

  /** Where the person is. */
  readonly person = computed(() => this.connection.state().person);
  /** The place in a queue, or the wish for one. */
  readonly waiting = computed(() => {
    const person = this.person();
    return person.is === 'queued' || person.is === 'joining' ? person : undefined;
  });
  /** Who is here, as told last. */
  readonly counts = computed(() => this.connection.state().counts);
  /** A join or a cancel is under way. */
  readonly isBusy = computed(() => {
    const act = this.connection.state().pending?.act;
    return act === 'join' || act === 'cancel';
  });

  constructor() {
    const session = inject(OpenSession);
    effect(() => {
      session.counts.set(this.counts());
      session.summary.set(this.summary());
    });
    this.visits$
      .pipe(
        switchMap(({ role, visit }) =>
          this.connection.state$.pipe(
            map((state) => onVisit(visit, state)),
            filter((act) => act !== 'wait'),
            take(1),
            filter((act) => act === 'join'),
            map(() => role),
          ),
        ),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      .subscribe((role) => {
        this.join(role);
      });
  }

  /** The person came to a role's address: registers, and joins that queue unless they are somewhere already. */
  visit(role: Role, visit: Visit): void {
    this.connection.start();
    this.visits$.next({ role, visit });
  }

  /** Waits for somebody; from another queue, moves to this one's end. */
  join(role: Role): void {
    this.client.join(role);
  }

  /** Also meets people who just want to talk. */
  widen(): void {
    this.client.widen();
  }

  /** Waits no longer. */
  cancel(): void {
    this.client.cancel();
  }

  private summary(): SessionSummary {
    const person = this.person();
    if (this.connection.state().pending?.act === 'cancel') return { is: 'none' };
    switch (person.is) {
      case 'queued':
      case 'joining':
        return { is: 'waiting', role: person.role };
      case 'paired':
        return { is: 'talking', role: person.role ?? 'talk' };
      case 'idle':
      case 'unknown':
        return { is: 'none' };
    }
  }
}
