import { signal, type Signal } from '@angular/core';
import { AdminRefusal } from './admin-refusal';

/** How something the operator does goes. */
export type DeedState =
  | { readonly is: 'idle' }
  | { readonly is: 'busy' }
  | { readonly is: 'done'; readonly words: string }
  | { readonly is: 'refused'; readonly refusal: AdminRefusal };

/** Something the operator does, one at a time: pressed twice, it is done once. */
export class Deed {
  private readonly now = signal<DeedState>({ is: 'idle' });

  readonly state: Signal<DeedState> = this.now.asReadonly();

  isBusy(): boolean {
    return this.now().is === 'busy';
  }

  /** Does it, and says so in the words of `said`; undefined where it was refused or one is under way. */
  async run<T>(work: () => Promise<T>, said: (value: T) => string): Promise<T | undefined> {
    if (this.isBusy()) return undefined;
    this.now.set({ is: 'busy' });
    try {
      const value = await work();
      this.now.set({ is: 'done', words: said(value) });
      return value;
    } catch (fault) {
      this.now.set({ is: 'refused', refusal: AdminRefusal.caught(fault) });
      return undefined;
    }
  }

  /** What was said is not about what is shown now. */
  forget(): void {
    if (!this.isBusy()) this.now.set({ is: 'idle' });
  }
}
