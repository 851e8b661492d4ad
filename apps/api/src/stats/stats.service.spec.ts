import { describe, expect, it } from '@jest/globals';
import { STATS_MAX_AGE_MS } from '@hearken/protocol';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { StatsService } from './stats.service.js';

const nobody = { online: 0, waiting: 0, talking: 0 };
const figures = { ...nobody, roles: { vent: nobody, listen: nobody, talk: nobody } };

describe('StatsService', () => {
  it('counts once for all who ask within a second', async () => {
    const clock = new ManualClock();
    let counted = 0;
    const count = () => Promise.resolve({ ...figures, online: ++counted });
    const stats = new StatsService({ version: '1.2.3', clock, uptimeSeconds: () => 4.9, count });
    expect(await Promise.all([stats.read(), stats.read()])).toMatchObject([{ online: 1 }, { online: 1 }]);
    clock.advance(STATS_MAX_AGE_MS - 1);
    expect(await stats.read()).toEqual({ version: '1.2.3', uptimeSeconds: 4, ...figures, online: 1 });
    clock.advance(1);
    expect(await stats.read()).toMatchObject({ online: 2 });
  });

  it('does not keep a failure', async () => {
    let isUp = false;
    const count = () => (isUp ? Promise.resolve(figures) : Promise.reject(new Error('away')));
    const stats = new StatsService({ version: '1', clock: new ManualClock(), uptimeSeconds: () => 0, count });
    await expect(stats.read()).rejects.toThrow('away');
    isUp = true;
    expect(await stats.read()).toMatchObject(nobody);
  });
});
