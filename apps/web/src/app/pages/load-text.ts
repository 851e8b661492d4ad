import { inject, signal, type Signal } from '@angular/core';
import type { PageName, PageText } from '@hearken/protocol';
import { PAGE_TEXTS } from './page-texts';

/** A text on its way. */
export type LoadedText =
  { readonly is: 'loading' } | { readonly is: 'there'; readonly text: PageText } | { readonly is: 'failed' };

/** A text that can be asked for, and asked for again. */
export interface TextLoader {
  readonly state: Signal<LoadedText>;
  /** Asks; what was asked for before is dropped. */
  load(name: PageName): Promise<LoadedText>;
  /** Asks again; what is there stays until another one has come. */
  refresh(name: PageName): Promise<LoadedText>;
}

/** Must be called where injection is possible. */
export function injectTextLoader(): TextLoader {
  const texts = inject(PAGE_TEXTS);
  const state = signal<LoadedText>({ is: 'loading' });
  let turn = 0;
  const ask = (name: PageName): Promise<LoadedText> =>
    texts(name).then(
      (text): LoadedText => ({ is: 'there', text }),
      (): LoadedText => ({ is: 'failed' }),
    );
  const load = async (name: PageName): Promise<LoadedText> => {
    const mine = ++turn;
    state.set({ is: 'loading' });
    const loaded = await ask(name);
    if (mine === turn) state.set(loaded);
    return loaded;
  };
  const refresh = async (name: PageName): Promise<LoadedText> => {
    const mine = ++turn;
    const loaded = await ask(name);
    if (mine === turn && (loaded.is === 'there' || state().is === 'loading')) state.set(loaded);
    return loaded;
  };
  return { state: state.asReadonly(), load, refresh };
}
