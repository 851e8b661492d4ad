import type { PublicId, Role } from '@hearken/protocol';
import type { Match, Matcher, Waiting } from '../../matcher.port.js';
import type { Interaction } from '../../pairing-store.port.js';

/** What says whether the matcher behind can be asked. */
export interface MatcherWatch {
  readonly isUp: boolean;
  /** A call has failed: look at once. */
  doubt(): void;
}

/**
 * A matcher that may be away. Nobody waits for it: what it can't be told now it is told when it is back (`untold`), and
 * who asks for a pair meanwhile gets none. Places are in the database, so nothing is lost but time.
 */
export class PatientMatcher implements Matcher {
  #untold = 0;
  #counts: Readonly<Record<Role, number>> = { vent: 0, listen: 0, talk: 0 };

  constructor(
    private readonly matcher: Omit<Matcher, 'isUp' | 'untold'>,
    private readonly watch: MatcherWatch,
  ) {}

  isUp(): boolean {
    return this.watch.isUp;
  }

  get untold(): number {
    return this.#untold;
  }

  put(person: Waiting, met: readonly Interaction[]): Promise<void> {
    return this.#tell(() => this.matcher.put(person, met));
  }

  setPresent(publicId: PublicId, present: boolean): Promise<void> {
    return this.#tell(() => this.matcher.setPresent(publicId, present));
  }

  remove(publicId: PublicId): Promise<void> {
    return this.#tell(() => this.matcher.remove(publicId));
  }

  met(left: string, right: string, at: number): Promise<void> {
    return this.#tell(() => this.matcher.met(left, right, at));
  }

  blocked(left: string, right: string, at: number): Promise<void> {
    return this.#tell(() => this.matcher.blocked(left, right, at));
  }

  take(now: number): Promise<readonly Match[]> {
    // Whom an unanswered call has taken out is found missing by the healer.
    return this.#ask<readonly Match[]>([], () => this.matcher.take(now));
  }

  position(publicId: PublicId): Promise<number | undefined> {
    return this.#ask<number | undefined>(undefined, () => this.matcher.position(publicId));
  }

  async counts(): Promise<Readonly<Record<Role, number>>> {
    this.#counts = await this.#ask(this.#counts, () => this.matcher.counts());
    return this.#counts;
  }

  size(): Promise<number> {
    return this.matcher.size();
  }

  async #tell(work: () => Promise<void>): Promise<void> {
    const isTold = await this.#ask(false, async () => {
      await work();
      return true;
    });
    if (!isTold) this.#untold += 1;
  }

  async #ask<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    if (!this.watch.isUp) return otherwise;
    try {
      return await work();
    } catch {
      this.watch.doubt();
      return otherwise;
    }
  }
}
