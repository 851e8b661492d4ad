import { signal, type Signal } from '@angular/core';
import { AdminRefusal } from './admin-refusal';

/** Something on its way from the server. */
export type Loaded<T> =
  | { readonly is: 'loading' }
  /** `fault`: it could not be read again; this is how it was. */
  | { readonly is: 'there'; readonly value: T; readonly fault?: AdminRefusal }
  | { readonly is: 'failed'; readonly fault: AdminRefusal };

/** Something that can be asked for, and asked for again. What is shown stays until there is something newer. */
export class Loader<T> {
  private readonly now = signal<Loaded<T>>({ is: 'loading' });
  private turn = 0;

  readonly state: Signal<Loaded<T>> = this.now.asReadonly();

  constructor(private readonly source: () => Promise<T>) {}

  /** Asks anew. `fresh`: what was shown is about something else, and goes. */
  async load(how: 'again' | 'fresh' = 'again'): Promise<void> {
    const mine = ++this.turn;
    if (how === 'fresh' || this.now().is === 'failed') this.now.set({ is: 'loading' });
    const next = await this.source().then(
      (value): Loaded<T> => ({ is: 'there', value }),
      (fault: unknown): Loaded<T> => this.failed(AdminRefusal.caught(fault)),
    );
    if (mine === this.turn) this.now.set(next);
  }

  /** What an act answered is newer than what was read. */
  put(value: T): void {
    this.turn++;
    this.now.set({ is: 'there', value });
  }

  private failed(fault: AdminRefusal): Loaded<T> {
    const before = this.now();
    return before.is === 'there' ? { is: 'there', value: before.value, fault } : { is: 'failed', fault };
  }
}
