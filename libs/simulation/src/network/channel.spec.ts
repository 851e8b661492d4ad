import { describe, expect, it } from '@jest/globals';
import { Chance } from '../kernel/chance';
import { VirtualTime } from '../kernel/virtual-time';
import { Channel } from './channel';
import { Line } from './line';

function setUp(seed = 1): { time: VirtualTime; line: Line; channel: Channel; heard: number[] } {
  const time = new VirtualTime();
  const line = new Line(time, new Chance(seed, 'line'));
  line.jitterMs = 50;
  return { time, line, channel: new Channel(time, line, 'up'), heard: [] };
}

describe('Channel', () => {
  it('keeps the order, whatever the jitter and the cuts', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { time, line, channel, heard } = setUp(seed);
      const chance = new Chance(seed, 'test');
      for (let i = 0; i < 40; i++) {
        time.at(i * 10, () => {
          channel.send(() => heard.push(i));
        });
      }
      for (let at = 0; at < 500; at += 50) {
        time.at(at + chance.between(0, 25), () => {
          line.cut(chance.hits(0.5) ? ['up'] : ['up', 'down']);
        });
        time.at(at + chance.between(25, 50), () => {
          line.heal();
        });
      }
      await time.run(10_000);
      expect({ seed, heard }).toEqual({ seed, heard: Array.from({ length: 40 }, (_, i) => i) });
    }
  });

  it('delivers nothing while it is cut, and what waited when it heals', async () => {
    const { time, line, channel, heard } = setUp();
    line.cut(['up']);
    channel.send(() => heard.push(time.now));
    time.at(5_000, () => {
      line.heal();
    });
    await time.run(100);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeGreaterThan(5_000);
  });

  it('lets the other direction through', async () => {
    const { time, line, channel, heard } = setUp();
    line.cut(['down']);
    channel.send(() => heard.push(time.now));
    await time.run(100);
    expect(heard).toHaveLength(1);
  });

  it('loses what is under way when it breaks', async () => {
    const { time, channel, heard } = setUp();
    channel.send(() => heard.push(time.now));
    channel.break();
    await time.run(100);
    expect(heard).toEqual([]);
  });
});
