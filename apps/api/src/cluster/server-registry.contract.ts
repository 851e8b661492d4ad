import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerRegistry } from './server-registry.port.js';

/** What the contract needs of an adapter: an empty registry. */
export interface ServerRegistrySubject {
  readonly registry: ServerRegistry;
}

/** What every registry of servers promises. */
export function describeServerRegistry(adapter: string, open: () => Promise<ServerRegistrySubject>): void {
  describe(`ServerRegistry: ${adapter}`, () => {
    let registry: ServerRegistry;
    const one = { id: 'one', host: 'here' };
    const two = { id: 'two', host: 'there' };

    beforeEach(async () => {
      ({ registry } = await open());
    });

    const beat = async (note: typeof one, ms = 60_000): Promise<readonly string[]> =>
      (await registry.beat(note, ms)).map(({ id }) => id).sort();

    it('knows all that live, this one included', async () => {
      expect(await registry.beat(one, 60_000)).toEqual([one]);
      expect(await beat(two)).toEqual(['one', 'two']);
      expect(await beat(one)).toEqual(['one', 'two']);
    });

    it('tells what each said of itself last', async () => {
      const census = (people: number) => {
        const each = { vent: people, listen: 0, talk: 0 };
        return { people, online: each, talking: each };
      };
      await registry.beat({ ...one, census: census(1) }, 60_000);
      await registry.beat({ ...one, census: census(2) }, 60_000);
      expect(await registry.beat(two, 60_000)).toEqual(expect.arrayContaining([{ ...one, census: census(2) }, two]));
    });

    it('takes two beats of one server at once', async () => {
      await Promise.all([beat(one), beat(one)]);
      expect(await beat(one)).toEqual(['one']);
    });

    it('I6: forgets who is not heard in time, and knows them again', async () => {
      await beat(one, -1);
      expect(await beat(two)).toEqual(['two']);
      expect(await beat(one)).toEqual(['one', 'two']);
    });

    it('forgets who has gone, at once', async () => {
      await beat(one);
      await registry.retire('one');
      await registry.retire('nobody');
      expect(await beat(two)).toEqual(['two']);
    });
  });
}
