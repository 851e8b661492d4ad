import { DOCUMENT, DestroyRef, Injectable, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import {
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  of,
  shareReplay,
  switchMap,
  timer,
  type Observable,
} from 'rxjs';
import type { ClientState, ConnectionStatus } from '../client/client-state';
import { PLACE_KEY } from '../client/web-storage';
import { HEARKEN, clientStates } from '../hearken';
import { PAGE_CLOCK } from '../ui/page-clock';

/** A connection that people should know about: everything but a live one. */
export type Trouble = Exclude<ConnectionStatus, { readonly is: 'live' }>;

/** A break shorter than this is not worth a word. */
export const TROUBLE_AFTER_MS = 1_500;

/** So is a word of the browser that it takes back within this. It is told sooner, as nobody need wait to be sure. */
export const OFFLINE_AFTER_MS = 500;

/** The connection as the page sees it, and what the page tells the connection about the browser. */
@Injectable({ providedIn: 'root' })
export class ConnectionService {
  private readonly client = inject(HEARKEN);
  private readonly clock = inject(PAGE_CLOCK);
  private readonly document = inject(DOCUMENT);
  private hasStarted = false;

  /** Every state of the client, the current one first. */
  readonly state$: Observable<ClientState> = clientStates(this.client).pipe(
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  /** The client's state now. */
  readonly state = toSignal(this.state$, { requireSync: true });
  /** How the connection is. */
  readonly status = computed(() => this.state().connection);
  /** What is wrong with the connection, once it has been for long enough to be worth saying. */
  readonly trouble = toSignal(
    this.state$.pipe(
      map((state) => state.connection),
      distinctUntilChanged(),
      switchMap((status) => this.afterGrace(status)),
    ),
  );
  /** Things to say once. */
  readonly notices = computed(() => this.state().notices);
  /** Words of the operators. */
  readonly announcements = computed(() => this.state().announcements);

  constructor() {
    this.tellOfBrowser(inject(DestroyRef));
  }

  /** Connects, the first time it is called. */
  start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    if (this.document.defaultView?.navigator.onLine === false) this.client.networkChanged(false);
    this.client.start();
  }

  /** Acts here again, after another tab took over. */
  takeOver(): void {
    this.client.takeOver();
  }

  /** Tries now instead of at the next attempt. */
  reconnectNow(): void {
    this.client.reconnectNow();
  }

  dismissNotice(id: number): void {
    this.client.dismissNotice(id);
  }

  dismissAnnouncement(id: number): void {
    this.client.dismissAnnouncement(id);
  }

  /** Earlier meetings and blocks of this device no longer count. */
  forgetDevice(): void {
    this.client.forgetDevice();
  }

  private afterGrace(status: ConnectionStatus): Observable<Trouble | undefined> {
    if (status.is === 'live') return of(undefined);
    if (!('since' in status) && status.is !== 'starting') return of(status);
    const since = 'since' in status ? status.since : this.clock.now();
    const afterMs = status.is === 'offline' ? OFFLINE_AFTER_MS : TROUBLE_AFTER_MS;
    const graceMs = since + afterMs - this.clock.now();
    return graceMs <= 0 ? of(status) : timer(graceMs).pipe(map(() => status));
  }

  private tellOfBrowser(destroyRef: DestroyRef): void {
    const page = this.document.defaultView;
    if (page === null) return;
    fromEvent(this.document, 'visibilitychange')
      .pipe(takeUntilDestroyed(destroyRef))
      .subscribe(() => {
        this.client.pageVisible(!this.document.hidden);
      });
    fromEvent<PageTransitionEvent>(page, 'pagehide')
      .pipe(takeUntilDestroyed(destroyRef))
      .subscribe((event) => {
        // A page that is kept (`persisted`) may come back as it was.
        if (!event.persisted) this.client.pageClosing();
      });
    // Switched in another tab of this device: it holds for all of them, and at once.
    fromEvent<StorageEvent>(page, 'storage')
      .pipe(
        filter(({ key }) => key === PLACE_KEY),
        takeUntilDestroyed(destroyRef),
      )
      .subscribe(({ newValue }) => {
        this.client.setPlace(newValue === 'hidden' ? 'hidden' : 'shown');
      });
    merge(fromEvent(page, 'online'), fromEvent(page, 'offline'))
      .pipe(takeUntilDestroyed(destroyRef))
      .subscribe((event) => {
        this.client.networkChanged(event.type === 'online');
      });
  }
}
