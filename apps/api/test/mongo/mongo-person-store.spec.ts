import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleIds } from '../../src/platform/testing/sample-ids.js';
import { userModel } from '../../src/session/infra/user.schema.js';
import { describePersonStore } from '../../src/session/person-store.contract.js';
import { ObservedCommands } from './observed-commands.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describePersonStore('MongoDB', async () => {
  const { persons: store, clock } = await subject.fresh();
  return { store, clock };
});

describe('places that are written together', () => {
  it('I9: one that the database refuses fails alone', async () => {
    const { persons, clock } = await subject.fresh();
    const ids = sampleIds();
    const users = userModel(subject.mongo.mongoose).collection;
    const registered = async (name: string) => {
      const publicId = ids.person(name);
      const base = { reg: 'r', device: publicId, store: 's', attempt: 1, server: 'x', takeBreak: false };
      const fields = { ...base, numbering: 'browser' } as const;
      const person = await persons.register({ publicId, ...fields, now: clock.now() });
      if (person === 'late') throw new Error('late');
      return person;
    };
    const people = [await registered('alice'), await registered('bob'), await registered('carol')];
    const at = clock.now();
    await users.updateOne({ _id: ids.person('bob') as never }, { $set: { store: 'broken' } });
    await subject.mongo.mongoose
      .getClient()
      .db()
      .command({
        collMod: users.collectionName,
        validator: { $or: [{ queue: { $exists: false } }, { store: { $ne: 'broken' } }] },
      });
    try {
      const joined = await Promise.allSettled(
        people.map((person) =>
          persons.enqueue(person, { role: 'vent', widen: false, enteredAt: at, front: false, opensAt: at }),
        ),
      );

      expect(joined.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await persons.queued()).map(({ publicId }) => publicId).sort()).toEqual(
        [ids.person('alice'), ids.person('carol')].sort(),
      );
    } finally {
      await subject.mongo.mongoose.getClient().db().command({ collMod: users.collectionName, validator: {} });
    }
  });

  it('a crowd costs a few flushes, not one each', async () => {
    const observed = await openMongo({ monitorCommands: true });
    try {
      const commands = new ObservedCommands(observed.mongo);
      const { persons, clock } = await observed.fresh();
      const ids = sampleIds();
      const at = clock.now();
      const people = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const publicId = ids.person(`person ${String(index)}`);
          const base = { reg: 'r', device: publicId, store: 's', attempt: 1, server: 'x', takeBreak: false };
          return persons.register({ publicId, ...base, numbering: 'browser', now: at });
        }),
      );
      commands.clear();

      const joined = await Promise.all(
        people.map((person) => {
          if (person === 'late') throw new Error('late');
          return persons.enqueue(person, { role: 'vent', widen: false, enteredAt: at, front: false, opensAt: at });
        }),
      );

      expect(joined.filter((person) => person?.queue !== undefined)).toHaveLength(60);
      expect(commands.named('update', 'findAndModify')).toHaveLength(1);
    } finally {
      await observed.close();
    }
  });
});
