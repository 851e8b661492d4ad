import type { Pinned } from '../processes.ts';

/** A connection that is kept open and does nothing. */
export interface Idler {
  close(): void;
}

/** Connections opened at once. */
const TOGETHER = 20;
/** Opened before the first look: until then a fresh process grows for reasons of its own. */
const FROM = 1_000;
const TO = 4_000;

/** Resident memory a connection, bytes: what a fresh server grows by between FROM and TO idle connections. */
export async function memoryPerConnection(server: Pinned, open: () => Promise<Idler>): Promise<number> {
  const idlers: Idler[] = [];
  const openUpTo = async (count: number): Promise<number> => {
    while (idlers.length < count) idlers.push(...(await Promise.all(Array.from({ length: TOGETHER }, open))));
    return server.rss();
  };
  const before = await openUpTo(FROM);
  const after = await openUpTo(TO);
  for (const idler of idlers) idler.close();
  return (after - before) / (TO - FROM);
}
