import { describe, expect, it } from '@jest/globals';
import { Chance } from './chance';
import { Process } from './process';
import { VirtualTime } from './virtual-time';

function setUp(): { time: VirtualTime; process: Process; heard: string[]; say: (word: string) => () => void } {
  const time = new VirtualTime();
  const heard: string[] = [];
  const say = (word: string) => (): void => void heard.push(`${word} ${String(time.now)}`);
  return { time, process: new Process(time, new Chance(1, 'process')), heard, say };
}

describe('Process', () => {
  it('hears nothing after it was killed', async () => {
    const { time, process, heard, say } = setUp();
    process.setTimeout(say('timer'), 10);
    process.after(10, say('answer'));
    time.at(5, () => {
      process.kill();
    });
    await time.run(100);
    expect(heard).toEqual([]);
  });

  it('hears everything late after it was frozen', async () => {
    const { time, process, heard, say } = setUp();
    process.after(10, say('answer'));
    process.setTimeout(say('timer'), 12);
    time.at(5, () => {
      process.freeze();
    });
    time.at(50, () => {
      process.wake();
    });
    await time.run(100);
    expect([...heard].sort()).toEqual(['answer 50', 'timer 50']);
  });

  it('forgets a timer that is cleared while it is held', async () => {
    const { time, process, heard, say } = setUp();
    const timer = process.setTimeout(say('timer'), 10);
    time.at(5, () => {
      process.freeze();
    });
    time.at(20, () => {
      process.clearTimeout(timer);
      process.wake();
    });
    await time.run(100);
    expect(heard).toEqual([]);
  });
});
