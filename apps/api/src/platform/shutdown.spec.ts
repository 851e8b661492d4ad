import { describe, expect, it } from '@jest/globals';
import { silentLog } from './log.js';
import { Shutdown, type ShutdownStage } from './shutdown.js';
import { ManualClock } from './testing/manual-clock.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setup(stages: readonly ShutdownStage[]) {
  const clock = new ManualClock();
  const exits: number[] = [];
  const shutdown = new Shutdown({
    stages,
    deadlineMs: 1_000,
    clock,
    log: silentLog,
    exit: (code) => exits.push(code),
  });
  return { clock, exits, shutdown };
}

describe('Shutdown', () => {
  it('runs its stages in order, each with the time that is left, and ends well', async () => {
    const seen: string[] = [];
    const { clock, exits, shutdown } = setup([
      {
        name: 'one',
        run: (leftMs) => {
          seen.push(`one ${String(leftMs)}`);
          clock.advance(300);
        },
      },
      { name: 'two', run: (leftMs) => void seen.push(`two ${String(leftMs)}`) },
    ]);
    shutdown.request('SIGTERM');
    await turn();
    expect(seen).toEqual(['one 1000', 'two 700']);
    expect(exits).toEqual([0]);
  });

  it('goes on after a stage that fails, and after one that hangs', async () => {
    const seen: string[] = [];
    const { clock, exits, shutdown } = setup([
      { name: 'fails', run: () => Promise.reject(new Error('no')) },
      { name: 'hangs', run: () => new Promise(() => undefined) },
      { name: 'last', run: () => void seen.push('last') },
    ]);
    shutdown.request('SIGTERM');
    await turn();
    expect(seen).toEqual([]);
    clock.advance(1_000);
    await turn();
    expect(seen).toEqual(['last']);
    expect(exits).toEqual([1]);
  });

  it('is forced by a second request', async () => {
    const { clock, exits, shutdown } = setup([{ name: 'hangs', run: () => new Promise(() => undefined) }]);
    shutdown.request('SIGTERM');
    await turn();
    clock.advance(600);
    shutdown.request('SIGTERM');
    expect(exits).toEqual([1]);
  });

  it('is forced at once by another signal', async () => {
    const { exits, shutdown } = setup([{ name: 'hangs', run: () => new Promise(() => undefined) }]);
    shutdown.request('SIGTERM');
    await turn();
    shutdown.request('SIGINT');
    expect(exits).toEqual([1]);
  });

  it('takes one signal that comes twice for one: a process group gets it directly and from its parent', async () => {
    const { clock, exits, shutdown } = setup([{ name: 'hangs', run: () => new Promise(() => undefined) }]);
    shutdown.request('SIGTERM');
    await turn();
    clock.advance(100);
    shutdown.request('SIGTERM');
    expect(exits).toEqual([]);
  });
});
