import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { HISTORY_EVERY_MS, HISTORY_POINTS, type LiveFigures, type Overview } from '@hearken/protocol';
import { PAGE_CLOCK } from '../ui/page-clock';
import { AdminApi } from './admin-api';
import { AdminRefusal } from './admin-refusal';
import { EventCutter, type StreamEvent } from './event-stream';

/** What is known of what happens on the server. */
export type LiveState =
  | { readonly is: 'connecting' }
  | { readonly is: 'failed' }
  /** `isStale`: the stream is broken, and these are the last figures it brought. */
  | { readonly is: 'there'; readonly overview: Overview; readonly isStale: boolean };

/** A stream that has said nothing for so long is broken, ms: figures come every second. */
const SILENCE_MAX_MS = 10_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 15_000;

/** The live figures, kept while somebody watches. A broken stream is asked for again; the last figures stay meanwhile. */
@Injectable({ providedIn: 'root' })
export class LiveFeed {
  private readonly api = inject(AdminApi);
  private readonly clock = inject(PAGE_CLOCK);
  private readonly now = signal<LiveState>({ is: 'connecting' });
  private running: AbortController | undefined;

  readonly state = this.now.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.stop();
    });
  }

  start(): void {
    if (this.running !== undefined) return;
    this.running = new AbortController();
    void this.follow(this.running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
    this.now.set({ is: 'connecting' });
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (;;) {
      const outcome = await this.read(signal);
      if (signal.aborted) return;
      // A stream ends with its token: that is no failure, and the next one has a fresh token.
      failures = outcome === 'ended' ? 0 : failures + 1;
      if (outcome !== 'ended') this.noteFailure();
      if (outcome === 'signed-out') return;
      await this.pause(Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** failures), signal);
    }
  }

  private noteFailure(): void {
    this.now.update((state) => (state.is === 'there' ? { ...state, isStale: true } : { is: 'failed' }));
  }

  /** Reads one stream to its end. */
  private async read(signal: AbortSignal): Promise<'ended' | 'broken' | 'signed-out'> {
    const line = new AbortController();
    const cut = (): void => {
      line.abort();
    };
    signal.addEventListener('abort', cut);
    let silence = this.clock.setTimeout(cut, SILENCE_MAX_MS);
    let isTold = false;
    try {
      const reader = (await this.api.live(line.signal)).body?.getReader();
      if (reader === undefined) return 'broken';
      const cutter = new EventCutter();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return isTold ? 'ended' : 'broken';
        this.clock.clearTimeout(silence);
        silence = this.clock.setTimeout(cut, SILENCE_MAX_MS);
        for (const event of cutter.take(decoder.decode(value, { stream: true }))) this.take(event);
        isTold = true;
      }
    } catch (fault) {
      return AdminRefusal.caught(fault).code === 'signed-out' ? 'signed-out' : 'broken';
    } finally {
      this.clock.clearTimeout(silence);
      signal.removeEventListener('abort', cut);
    }
  }

  private take({ event, data }: StreamEvent): void {
    if (event === 'overview') {
      this.now.set({ is: 'there', overview: JSON.parse(data) as Overview, isStale: false });
    } else if (event === 'figures') {
      const figures = JSON.parse(data) as LiveFigures;
      this.now.update((state) =>
        state.is === 'there' ? { is: 'there', overview: withFigures(state.overview, figures), isStale: false } : state,
      );
    }
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        this.clock.clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** The newest figures, and a history that grows as the server's own does. */
export function withFigures(overview: Overview, figures: LiveFigures): Overview {
  const last = overview.history.at(-1);
  const isDue = last === undefined || figures.at - last.at >= HISTORY_EVERY_MS;
  const history = isDue ? [...overview.history, figures].slice(-HISTORY_POINTS) : overview.history;
  return { ...overview, now: figures, history };
}
