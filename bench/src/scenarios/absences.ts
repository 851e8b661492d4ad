import { performance } from 'node:perf_hooks';
import { Latencies } from '../percentiles.ts';
import type { TalkingBrowser } from './talking-browser.ts';

/** How long people were without a server. */
export class Absences {
  readonly #since = new Map<TalkingBrowser, number>();
  #over = new Latencies();

  constructor(people: readonly TalkingBrowser[]) {
    for (const person of people) {
      person.hearken.subscribe(() => {
        this.#note(person);
      });
    }
  }

  /** Those that have ended since this was asked last. */
  take(): Latencies {
    const over = this.#over;
    this.#over = new Latencies();
    return over;
  }

  #note(person: TalkingBrowser): void {
    const since = this.#since.get(person);
    if (!person.isLive) this.#since.set(person, since ?? performance.now());
    else if (since !== undefined) {
      this.#over.add(performance.now() - since);
      this.#since.delete(person);
    }
  }
}
