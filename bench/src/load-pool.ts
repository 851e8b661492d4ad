import type { PoolFactory } from './scenarios/matcher.ts';

/** The matcher of one process, as it is built. */
export async function loadPool(): Promise<PoolFactory> {
  const built = new URL('../../apps/api/dist/queue/domain/pool.js', import.meta.url);
  const loaded: unknown = await import(built.href);
  if (!isPoolModule(loaded)) throw new Error(`no pool in ${built.href}: build the api first`);
  return loaded.Pool;
}

function isPoolModule(loaded: unknown): loaded is { readonly Pool: PoolFactory } {
  return typeof loaded === 'object' && loaded !== null && 'Pool' in loaded && typeof loaded.Pool === 'function';
}
