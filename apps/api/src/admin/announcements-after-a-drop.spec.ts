import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEEWAY_FROM_HEARD_MS, type AnnouncementDraft } from '@hearken/protocol';
import { loadConfig } from '../config/load-config.js';
import { silentLog } from '../platform/log.js';
import { MemoryReportStore } from '../report/infra/memory-report-store.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';
import { memoryOperatorStores } from '../storage/operator-stores.module.js';
import { type Person, World } from '../testing/core-world.js';
import { OperatorsSide } from './operators-side.js';

const DROP_MS = 20_000;

describe('words of the operators, for somebody who is cut off for 20 s', () => {
  let world: World;
  let side: OperatorsSide;
  let alice: Person;
  let bob: Person;

  beforeEach(async () => {
    world = new World(({ clock, database }) => {
      side = new OperatorsSide({
        config: loadConfig({ PERSISTENCE: 'volatile', NODE_ENV: 'test' }),
        keys: ['key'],
        storage: {
          forOperators: memoryOperatorStores(database, clock),
          persons: new MemoryPersonStore(database, clock),
          reports: new MemoryReportStore(database, clock),
        },
        clock,
        log: silentLog,
      });
      return side.house;
    });
    side.attach(world.core, () => undefined);
    await world.core.boot();
    [alice, bob] = await world.pair();
  });

  const send = (draft: AnnouncementDraft) => side.announcements.send(draft, 'ada');
  const heard = ({ socket }: Person): readonly string[] => socket.told('sys:announcement').map(({ text }) => text);

  it('are told when they are back, each once, in order; also those to a room that has ended meanwhile', async () => {
    const { roomId } = alice.room;
    const first = await send({ audience: 'all', text: 'before the drop' });
    expect([heard(alice), heard(bob)]).toEqual([['before the drop'], ['before the drop']]);
    alice.cut();
    await world.settle(2_000);
    await send({ audience: 'role', role: 'vent', text: 'to who vents' });
    await send({ audience: 'role', role: 'listen', text: 'to who listens' });
    await send({ audience: 'room', roomId, text: 'to the room' });
    await send({ audience: 'person', personId: bob.registered?.publicId ?? '', text: 'to bob' });
    await world.settle(LEEWAY_FROM_HEARD_MS);
    await send({ audience: 'all', text: 'after the end' });
    await world.settle(DROP_MS - 2_000 - LEEWAY_FROM_HEARD_MS);
    expect(heard(bob)).toEqual(['before the drop', 'to who listens', 'to the room', 'to bob', 'after the end']);
    // The page names what it has shown last; what is repeated from before that it knows by its id.
    const { announcements, state } = await alice.reconnect({ announcementsSeen: first.id });
    expect(state.is).toBe('idle');
    expect(announcements.filter(({ id }) => id > first.id).map(({ text }) => text)).toEqual([
      'to who vents',
      'to the room',
      'after the end',
    ]);
    expect(heard(alice)).toEqual([]);
    const again = await alice.reconnect({ announcementsSeen: announcements.at(-1)?.id ?? 0 });
    const known = new Set([first, ...announcements].map(({ id }) => id));
    expect(again.announcements.filter(({ id }) => !known.has(id))).toEqual([]);
  });

  it('are counted as having reached them once', async () => {
    alice.cut();
    await world.settle(2_000);
    const { id, reached } = await send({ audience: 'all', text: 'hello' });
    expect(reached).toBe(1);
    await world.settle(DROP_MS);
    await alice.reconnect({ announcementsSeen: id - 1 });
    await alice.reconnect({ announcementsSeen: id });
    await world.settle(2_000);
    const { announcements } = await side.announcements.list();
    expect(announcements.find((one) => one.id === id)?.reached).toBe(2);
  });
});
