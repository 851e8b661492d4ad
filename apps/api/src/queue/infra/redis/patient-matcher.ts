import type { PublicId, Role } from '@hearken/protocol';
import type { Match, Matcher, Waiting } from '../../matcher.port.js';
import type { Interaction } from '../../pairing-store.port.js';

/** What says whether the matcher behind can be asked. */
export interface MatcherWatch {
  readonly isUp: boolean;
  /** A call has failed: look at once. */
  doubt(): void;
}

/** Who has left meanwhile is taken out with so many others at once. */
const REMOVED_TOGETHER = 100;

/**
 * A matcher that may be away. Nobody waits for it: what it can't be told now it is told when it is back (`untold`), and
 * who asks for a pair meanwhile gets none. Places are in the database, so nothing is lost but time.
 */
export class PatientMatcher implements Matcher {
  #untold = 0;
  /** Who waits no longer and may still stand there: nobody else would look for them, and they would count. */
  readonly #leaving = new Map<PublicId, 'asked' | 'untold'>();
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

  async put(person: Waiting, met: readonly Interaction[]): Promise<void> {
    this.#leaving.delete(person.holder.publicId);
    await this.#tell(() => this.matcher.put(person, met));
  }

  async giveBack(taken: Waiting, met: readonly Interaction[]): Promise<void> {
    await this.#tell(() => this.matcher.giveBack(taken, met));
  }

  async setPresent(publicId: PublicId, present: boolean): Promise<void> {
    await this.#tell(() => this.matcher.setPresent(publicId, present));
  }

  async remove(publicId: PublicId): Promise<void> {
    this.#leaving.set(publicId, 'asked');
    const isTold = await this.#tell(() => this.matcher.remove(publicId));
    // Who was put again meanwhile stays.
    if (this.#leaving.get(publicId) !== 'asked') return;
    if (isTold) this.#leaving.delete(publicId);
    else this.#leaving.set(publicId, 'untold');
  }

  async met(left: string, right: string, at: number): Promise<void> {
    await this.#tell(() => this.matcher.met(left, right, at));
  }

  async blocked(left: string, right: string, at: number): Promise<void> {
    await this.#tell(() => this.matcher.blocked(left, right, at));
  }

  async take(now: number): Promise<readonly Match[]> {
    if (this.watch.isUp && this.#leaving.size > 0) await this.#removeUntold();
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

  missing(publicIds: readonly PublicId[]): Promise<readonly PublicId[]> {
    return this.#ask<readonly PublicId[]>([], () => this.matcher.missing(publicIds));
  }

  async #removeUntold(): Promise<void> {
    const untold = [...this.#leaving].filter(([, state]) => state === 'untold').slice(0, REMOVED_TOGETHER);
    await Promise.all(untold.map(([publicId]) => this.remove(publicId)));
  }

  /** Whether it was told. */
  async #tell(work: () => Promise<void>): Promise<boolean> {
    const isTold = await this.#ask(false, async () => {
      await work();
      return true;
    });
    if (!isTold) this.#untold += 1;
    return isTold;
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
