import { performance } from 'node:perf_hooks';

/**
 * Calls `send` at `perSecond` for `seconds`, each with the time it was meant for (performance.now, ms): when the
 * generator or the server is late, the lateness is in the latency instead of in a lower rate.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (index: number, intendedAt: number) => void,
): Promise<number> {
  const startedAt = performance.now();
  const total = perSecond * seconds;
  const everyMs = 1_000 / perSecond;
  let sent = 0;
  await new Promise<void>((resolve) => {
    const step = (): void => {
      const due = Math.min(total, Math.floor((performance.now() - startedAt) / everyMs) + 1);
      for (; sent < due; sent++) send(sent, startedAt + sent * everyMs);
      if (sent >= total) resolve();
      else setTimeout(step, 1);
    };
    step();
  });
  return performance.now() - startedAt;
}
