import { beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import type { AnnouncementStore } from './announcement-store.port.js';
import { AnnouncementService } from './announcement.service.js';
import { MemoryAnnouncementStore } from './infra/memory-announcement-store.js';

const ALICE = { publicId: 'alice', role: undefined, roomId: undefined };

/** One of the servers on a database, with alice on it from when she arrives. */
class Server {
  readonly service: AnnouncementService;
  /** What alice was pushed: an id, or the same below zero when it was taken back. */
  readonly told: number[] = [];
  #isAliceHere = false;

  constructor(store: AnnouncementStore, clock: ManualClock) {
    this.service = new AnnouncementService({ store, clock, log: silentLog });
    this.service.attach({
      all: () => (this.#isAliceHere ? [{ ...ALICE, isHere: true }] : []),
      tell: (_, { id }) => this.told.push(id),
      takeBack: (_, id) => this.told.push(-id),
    });
  }

  /** Alice is seated; the words her register is answered with. */
  async arrive(): Promise<readonly number[]> {
    this.#isAliceHere = true;
    return (await this.service.owedTo(ALICE, undefined)).announcements.map(({ id }) => id);
  }

  send(): Promise<{ readonly id: number }> {
    return this.service.send({ audience: 'all', text: 'Hello' }, 'olga');
  }
}

describe('announcements of another server', () => {
  let here: Server;
  let there: Server;

  beforeEach(async () => {
    const clock = new ManualClock();
    const store = new MemoryAnnouncementStore(new MemoryDatabase(), clock);
    [here, there] = [new Server(store, clock), new Server(store, clock)];
    await here.service.follow();
  });

  it('are told once to who is here, and taken back from them', async () => {
    await here.arrive();
    const { id } = await there.send();
    await here.service.follow();
    await here.service.follow();
    await there.service.withdraw(id, 'olga');
    await here.service.follow();
    await here.service.follow();
    expect(here.told).toEqual([id, -id]);
  });

  it('are told to who registers right after the others were told', async () => {
    // A visitor asks, and what holds just now is remembered.
    await here.service.forVisitors();
    const { id } = await there.send();
    await here.service.follow();
    expect(await here.arrive()).toEqual([id]);
  });

  it('are taken back from who learned of them by their register only', async () => {
    const { id } = await there.send();
    expect(await here.arrive()).toEqual([id]);
    await there.service.withdraw(id, 'olga');
    await here.service.follow();
    expect(here.told).toEqual([-id]);
  });
});
