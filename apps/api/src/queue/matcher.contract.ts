import { beforeEach, describe, expect, it } from '@jest/globals';
import { HAVE_MET_MAX, HAVE_MET_MS, RELAX_AFTER_MS, WIDEN_AFTER_MS, type Role } from '@hearken/protocol';
import { DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from './domain/matcher-options.js';
import type { Match, Matcher, Waiting } from './matcher.port.js';
import type { Interaction } from './pairing-store.port.js';

/** The moment at which the people of these tests enter. */
const T0 = 1_700_000_000_000;

/** What a test says of somebody; all else is the usual. */
interface Wish extends Partial<Waiting['entry']> {
  readonly device?: string;
  readonly present?: boolean;
}

/** Somebody who entered `T0 + enteredAt`'s default order: tests give `enteredAt` where the order matters. */
export function waiting(name: string, role: Role, wish: Wish = {}): Waiting {
  const { device = `device of ${name}`, present = true, ...entry } = wish;
  const enteredAt = entry.enteredAt ?? T0;
  return {
    holder: { publicId: name, gen: 1, reg: `reg of ${name}` },
    device,
    present,
    entry: { role, widen: false, front: false, opensAt: enteredAt, ...entry, enteredAt },
  };
}

/** A meeting with somebody's device, `ago` ms before T0. */
export function metBefore(name: string, ago: number, blocked = false): Interaction {
  return { device: `device of ${name}`, at: T0 - ago, blocked };
}

function names(matches: readonly Match[]): string[] {
  return matches.map(({ left, right }) => `${left.holder.publicId}+${right.holder.publicId}`);
}

/** What every matcher promises. `make` gives an empty one. */
export function describeMatcher(name: string, make: (options: MatcherOptions) => Promise<Matcher>): void {
  describe(`${name} as a Matcher`, () => {
    let matcher: Matcher;
    const put = async (...people: readonly Waiting[]): Promise<void> => {
      for (const person of people) await matcher.put(person, []);
    };
    const takenAt = async (now: number): Promise<string[]> => names(await matcher.take(now));

    beforeEach(async () => {
      matcher = await make(DEFAULT_MATCHER_OPTIONS);
    });

    describe('first come, first served (I8)', () => {
      it('pairs a venter with a listener, the earlier one first', async () => {
        await put(waiting('alice', 'vent', { enteredAt: T0 }), waiting('bob', 'listen', { enteredAt: T0 + 1 }));
        const [match, ...more] = await matcher.take(T0 + 1);
        expect(match).toMatchObject({
          left: { holder: { publicId: 'alice' } },
          right: { holder: { publicId: 'bob' } },
          mayHaveMet: false,
        });
        expect(more).toEqual([]);
      });

      it('pairs two who want to talk, and nobody with a role that is not theirs to meet', async () => {
        await put(waiting('alice', 'vent'), waiting('bob', 'vent'), waiting('carol', 'talk'));
        expect(await takenAt(T0)).toEqual([]);
        await put(waiting('dave', 'talk'));
        expect(await takenAt(T0)).toEqual(['carol+dave']);
      });

      it('serves the longest waiting first, on both sides', async () => {
        await put(waiting('late', 'vent', { enteredAt: T0 + 2 }), waiting('early', 'vent', { enteredAt: T0 + 1 }));
        await put(
          waiting('second', 'listen', { enteredAt: T0 + 4 }),
          waiting('first', 'listen', { enteredAt: T0 + 3 }),
        );
        expect(await takenAt(T0 + 10)).toEqual(['early+first', 'late+second']);
      });

      it('serves those who entered in the same millisecond as they came', async () => {
        await put(waiting('zoe', 'vent'), waiting('adam', 'vent'), waiting('listener', 'listen'));
        expect(await takenAt(T0)).toEqual(['zoe+listener']);
      });

      it('serves the front before all others, the front itself first come, first served', async () => {
        await put(
          waiting('old', 'vent', { enteredAt: T0 }),
          waiting('left later', 'vent', { enteredAt: T0 + 9, front: true }),
          waiting('left first', 'vent', { enteredAt: T0 + 8, front: true }),
          waiting('one', 'listen', { enteredAt: T0 + 20 }),
          waiting('two', 'listen', { enteredAt: T0 + 21 }),
        );
        expect(await takenAt(T0 + 30)).toEqual(['left first+one', 'left later+two']);
      });

      it('gives somebody with a choice the longest waiting one, whatever their role', async () => {
        const now = T0 + WIDEN_AFTER_MS + 100;
        await put(
          waiting('talker', 'talk', { enteredAt: T0 + 5 }),
          waiting('wide', 'vent', { enteredAt: T0, widen: true }),
          waiting('listener', 'listen', { enteredAt: T0 + 6 }),
        );
        expect(await takenAt(now)).toEqual(['wide+talker']);
      });

      it('does not let a newcomer take whom an earlier one is waiting for', async () => {
        await matcher.put(waiting('wide', 'vent', { widen: true }), [metBefore('tom', 1_000)]);
        await takenAt(T0 + WIDEN_AFTER_MS);
        await matcher.put(waiting('tom', 'talk', { enteredAt: T0 + WIDEN_AFTER_MS }), [metBefore('wide', 1_000)]);
        await put(waiting('tina', 'talk', { enteredAt: T0 + WIDEN_AFTER_MS + 1 }));
        // Tom and Tina could talk, but the venter has waited for Tina longer than Tom has.
        expect(await takenAt(T0 + WIDEN_AFTER_MS + 2)).toEqual(['wide+tina']);
      });

      it('keeps the place of who comes back from a pairing that failed', async () => {
        await put(waiting('alice', 'vent'), waiting('bert', 'vent'), waiting('bob', 'listen'));
        expect(await takenAt(T0)).toEqual(['alice+bob']);
        await put(waiting('alice', 'vent'), waiting('carol', 'listen', { enteredAt: T0 + 1 }));
        expect(await matcher.position('alice')).toBe(1);
        expect(await takenAt(T0 + 1)).toEqual(['alice+carol']);
      });
    });

    describe('giving back who was taken', () => {
      const taken = async (): Promise<Waiting> => {
        await put(waiting('alice', 'vent'), waiting('bob', 'listen'));
        const [match] = await matcher.take(T0);
        if (match === undefined) throw new Error('nobody was paired');
        return match.left;
      };

      it('gives them their place again, once', async () => {
        const alice = await taken();
        await put(waiting('bert', 'vent'));
        await matcher.giveBack(alice, []);
        expect(await matcher.position('alice')).toBe(1);
        await matcher.remove('alice');
        await matcher.giveBack(alice, []);
        expect(await matcher.position('alice')).toBeUndefined();
      });

      it('I8: leaves the place they were given since as it is', async () => {
        const alice = await taken();
        await put(waiting('alice', 'listen', { enteredAt: T0 + 5 }));
        await matcher.giveBack(alice, []);
        await put(waiting('bert', 'vent', { enteredAt: T0 + 6 }));
        expect(await matcher.take(T0 + 6)).toMatchObject([{ left: { entry: { enteredAt: T0 + 5 } } }]);
      });

      it('does nothing for who has left since, or who was never taken', async () => {
        const alice = await taken();
        await matcher.remove('alice');
        await matcher.giveBack(alice, []);
        await matcher.giveBack(waiting('carol', 'vent'), []);
        expect(await matcher.counts()).toEqual({ vent: 0, listen: 0, talk: 0 });
      });

      it('I7: knows whom they have met', async () => {
        const alice = await taken();
        await matcher.giveBack(alice, [metBefore('beth', 1_000)]);
        await matcher.put(waiting('beth', 'listen'), [metBefore('alice', 1_000)]);
        expect(await takenAt(T0)).toEqual([]);
      });
    });

    it('I8: says who is missing', async () => {
      await put(waiting('alice', 'vent'), waiting('bert', 'vent'));
      await matcher.remove('bert');
      expect(await matcher.missing(['alice', 'bert', 'carol'])).toEqual(['bert', 'carol']);
      expect(await matcher.missing([])).toEqual([]);
      const strangers = Array.from({ length: 2_500 }, (_, at) => `stranger ${String(at)}`);
      expect(await matcher.missing(['alice', ...strangers])).toEqual(strangers);
    });

    describe('one room (I5)', () => {
      it('pairs nobody with themselves and nobody twice', async () => {
        await put(waiting('alice', 'talk'));
        expect(await takenAt(T0)).toEqual([]);
        await put(waiting('bob', 'talk'), waiting('carol', 'talk'));
        expect(await takenAt(T0)).toEqual(['alice+bob']);
        expect(await takenAt(T0)).toEqual([]);
        expect(await matcher.position('alice')).toBeUndefined();
        expect(await matcher.position('carol')).toBe(1);
      });

      it('knows somebody once: put again moves them', async () => {
        await put(waiting('alice', 'vent'), waiting('alice', 'talk'));
        expect(await matcher.counts()).toEqual({ vent: 0, listen: 0, talk: 1 });
        await put(waiting('bob', 'listen'), waiting('carol', 'talk'));
        expect(await takenAt(T0)).toEqual(['alice+carol']);
      });

      it('hands out the registration that was put last', async () => {
        const alice = waiting('alice', 'vent');
        await put(alice, { ...alice, holder: { publicId: 'alice', gen: 2, reg: 'new' } }, waiting('bob', 'listen'));
        expect(await matcher.take(T0)).toMatchObject([{ left: { holder: { gen: 2, reg: 'new' } } }]);
      });

      it('forgets who was removed', async () => {
        await put(waiting('alice', 'vent'), waiting('bob', 'listen'));
        await matcher.remove('alice');
        await matcher.remove('nobody');
        expect(await takenAt(T0)).toEqual([]);
        expect(await matcher.counts()).toEqual({ vent: 0, listen: 1, talk: 0 });
      });
    });

    describe('presence', () => {
      it('passes over the absent, who keep their place', async () => {
        await put(
          waiting('absent', 'vent', { enteredAt: T0, present: false }),
          waiting('present', 'vent', { enteredAt: T0 + 1 }),
          waiting('one', 'listen', { enteredAt: T0 + 2 }),
        );
        expect(await takenAt(T0 + 2)).toEqual(['present+one']);
        await put(waiting('later', 'vent', { enteredAt: T0 + 3 }), waiting('two', 'listen', { enteredAt: T0 + 4 }));
        await matcher.setPresent('absent', true);
        expect(await takenAt(T0 + 4)).toEqual(['absent+two']);
      });

      it('stops pairing who became absent', async () => {
        await put(waiting('alice', 'vent'));
        await takenAt(T0);
        await matcher.setPresent('alice', false);
        await matcher.setPresent('nobody', true);
        await put(waiting('bob', 'listen'));
        expect(await takenAt(T0)).toEqual([]);
        expect(await matcher.position('alice')).toBe(1);
      });
    });

    describe('time', () => {
      it('pairs a leaver only when their place opens', async () => {
        await put(waiting('leaver', 'vent', { opensAt: T0 + 15_000 }), waiting('bob', 'listen'));
        expect(await takenAt(T0 + 14_999)).toEqual([]);
        expect(await takenAt(T0 + 15_000)).toEqual(['leaver+bob']);
      });

      it('widens after the wait, and only for who chose it', async () => {
        await put(waiting('alice', 'vent'), waiting('lena', 'listen', { enteredAt: T0 + 1, widen: true }));
        await matcher.put(waiting('lena', 'listen', { enteredAt: T0 + 1, widen: true }), [metBefore('alice', 5)]);
        await put(waiting('tom', 'talk', { enteredAt: T0 + 2 }));
        expect(await takenAt(T0 + WIDEN_AFTER_MS)).toEqual([]);
        expect(await takenAt(T0 + 1 + WIDEN_AFTER_MS)).toEqual(['lena+tom']);
      });

      it('never lets two venters meet, however wide', async () => {
        await put(waiting('alice', 'vent', { widen: true }), waiting('bert', 'vent', { widen: true }));
        expect(await takenAt(T0 + 10 * WIDEN_AFTER_MS)).toEqual([]);
      });
    });

    describe('not the same partner twice (I7)', () => {
      it('passes over whom one has met, whichever side said so', async () => {
        await put(waiting('alice', 'vent', { enteredAt: T0 }), waiting('bert', 'vent', { enteredAt: T0 + 1 }));
        await matcher.put(waiting('bob', 'listen', { enteredAt: T0 + 2 }), [metBefore('alice', 1_000)]);
        expect(await takenAt(T0 + 2)).toEqual(['bert+bob']);
      });

      it('passes over whom one has met since', async () => {
        await put(waiting('alice', 'vent'));
        await matcher.met('device of alice', 'device of bob', T0);
        await put(waiting('bert', 'vent', { enteredAt: T0 + 1 }));
        await matcher.put(waiting('bob', 'listen', { enteredAt: T0 + 2 }), [metBefore('alice', 0)]);
        expect(await takenAt(T0 + 2)).toEqual(['bert+bob']);
      });

      it('passes over whom one has blocked since, for good, also by the relax rule', async () => {
        const away = waiting('bob', 'listen', { present: false, enteredAt: T0 + 1 });
        await put(waiting('alice', 'vent'));
        await matcher.put(away, [metBefore('alice', HAVE_MET_MS - 5_000)]);
        await matcher.blocked('device of bob', 'device of alice', T0);
        await matcher.met('device of alice', 'device of bob', T0);
        await matcher.setPresent('bob', true);
        expect(await takenAt(T0 + HAVE_MET_MS + RELAX_AFTER_MS)).toEqual([]);
      });

      it('lets them meet again after a day', async () => {
        await put(waiting('alice', 'vent'));
        await matcher.put(waiting('bob', 'listen'), [metBefore('alice', HAVE_MET_MS - 5_000)]);
        expect(await takenAt(T0 + 4_999)).toEqual([]);
        expect(await matcher.take(T0 + 5_000)).toMatchObject([{ mayHaveMet: false }]);
      });

      it('takes the database at its word when somebody is put again', async () => {
        await matcher.put(waiting('alice', 'vent'), [metBefore('bob', 1_000)]);
        await put(waiting('bob', 'listen'));
        expect(await takenAt(T0)).toEqual(['alice+bob']);
      });

      it('looks past more blocked people than anybody can have met', async () => {
        const blocked = Array.from({ length: HAVE_MET_MAX + 50 }, (_, at) => `blocked ${String(at)}`);
        await put(
          ...blocked.map((person) => waiting(person, 'vent')),
          waiting('stranger', 'vent', { enteredAt: T0 + 1 }),
        );
        await matcher.put(
          waiting('bob', 'listen', { enteredAt: T0 + 2 }),
          blocked.map((person) => metBefore(person, 1_000, true)),
        );
        expect(await takenAt(T0 + 2)).toEqual(['stranger+bob']);
      });

      it('ends a scan after more refusals than anybody can have met', async () => {
        matcher = await make({ ...DEFAULT_MATCHER_OPTIONS, sameDeviceMayMeet: true });
        for (let tab = 0; tab <= HAVE_MET_MAX; tab += 1) {
          await put(waiting(`tab ${String(tab)}`, 'vent', { device: 'device of tabs' }));
        }
        await put(waiting('stranger', 'vent', { enteredAt: T0 + 1 }));
        await takenAt(T0 + 1);
        await matcher.put(waiting('bob', 'listen', { enteredAt: T0 + 2 }), [metBefore('tabs', 1_000)]);
        expect(await takenAt(T0 + 2)).toEqual([]);
      });
    });

    describe('the relax rule', () => {
      const older = ['x', 'y', 'z'].map((person, at) => metBefore(person, at));
      const metLongAgo = (person: string, ago: number): readonly Interaction[] => [...older, metBefore(person, ago)];
      /** Bob has met three people since, too: nobody is one of the last few of anybody. */
      const bob = waiting('bob', 'listen', { enteredAt: T0 + 1 });

      it('lets two meet again after the longer wait', async () => {
        await matcher.put(waiting('alice', 'vent'), metLongAgo('bob', 9_000));
        await matcher.put(bob, metLongAgo('alice', 9_000));
        expect(await takenAt(T0 + RELAX_AFTER_MS - 1)).toEqual([]);
        const again = await matcher.take(T0 + RELAX_AFTER_MS);
        expect(names(again)).toEqual(['alice+bob']);
        expect(again).toMatchObject([{ mayHaveMet: true }]);
      });

      it('applies at once to a newcomer whom somebody has waited for long enough', async () => {
        await matcher.put(waiting('alice', 'vent'), metLongAgo('bob', 9_000));
        await takenAt(T0 + 2 * RELAX_AFTER_MS);
        await matcher.put(waiting('bob', 'listen', { enteredAt: T0 + 2 * RELAX_AFTER_MS }), metLongAgo('alice', 9_000));
        expect(await takenAt(T0 + 2 * RELAX_AFTER_MS)).toEqual(['alice+bob']);
      });

      it('prefers somebody new to whom one has met, though they came later', async () => {
        await matcher.put(waiting('alice', 'vent'), metLongAgo('bob', 9_000));
        await matcher.put(bob, metLongAgo('alice', 9_000));
        await put(waiting('carol', 'listen', { enteredAt: T0 + RELAX_AFTER_MS }));
        expect(await matcher.take(T0 + RELAX_AFTER_MS)).toMatchObject([
          { right: { holder: { publicId: 'carol' } }, mayHaveMet: false },
        ]);
      });

      it('takes the one met longest ago', async () => {
        await matcher.put(waiting('alice', 'vent'), [...metLongAgo('bob', 8_000), metBefore('carol', 9_000)]);
        await matcher.put(bob, metLongAgo('alice', 8_000));
        await matcher.put(waiting('carol', 'listen', { enteredAt: T0 + 2 }), metLongAgo('alice', 9_000));
        expect(await takenAt(T0 + RELAX_AFTER_MS)).toEqual(['alice+carol']);
      });

      it('never takes one of the last three of either', async () => {
        await matcher.put(waiting('alice', 'vent'), metLongAgo('bob', 9_000));
        await matcher.put(bob, [metBefore('alice', 9_000), metBefore('x', 10_000)]);
        expect(await takenAt(T0 + 3 * RELAX_AFTER_MS)).toEqual([]);
      });

      it('takes one who is no longer among the last three, because of a conversation in another tab', async () => {
        await matcher.put(waiting('alice', 'vent'), [
          metBefore('bob', 9_000),
          metBefore('x', 8_000),
          metBefore('y', 7_000),
        ]);
        await matcher.put(bob, metLongAgo('alice', 9_000));
        expect(await takenAt(T0 + 2 * RELAX_AFTER_MS)).toEqual([]);
        await matcher.met('device of alice', 'device of z', T0 + 2 * RELAX_AFTER_MS);
        expect(await takenAt(T0 + 2 * RELAX_AFTER_MS)).toEqual(['alice+bob']);
      });

      it('takes a tab that comes out from behind another', async () => {
        const met = [...metLongAgo('bob', 9_000), metBefore('bill', 8_000)];
        for (const tab of ['tab 1', 'tab 2'])
          await matcher.put(waiting(tab, 'vent', { device: 'device of tabs' }), met);
        await takenAt(T0 + RELAX_AFTER_MS);
        await matcher.put(waiting('bob', 'listen', { enteredAt: T0 + RELAX_AFTER_MS }), metLongAgo('tabs', 9_000));
        await matcher.put(waiting('bill', 'listen', { enteredAt: T0 + RELAX_AFTER_MS }), metLongAgo('tabs', 8_000));
        expect(await takenAt(T0 + RELAX_AFTER_MS)).toEqual(['tab 1+bob', 'tab 2+bill']);
      });

      it('takes a tab that comes out from behind another in its turn: before who came later (I8)', async () => {
        const others = [...metLongAgo('twins', 9_000)];
        for (const tab of ['tab 1', 'tab 2'])
          await matcher.put(waiting(tab, 'vent', { device: 'device of tabs' }), others);
        await matcher.put(waiting('alice', 'vent', { enteredAt: T0 + 1 }), others);
        const twins = [...older, metBefore('tabs', 9_000), metBefore('alice', 9_000)];
        for (const twin of ['twin 1', 'twin 2'])
          await matcher.put(waiting(twin, 'listen', { device: 'device of twins', enteredAt: T0 + 2 }), twins);
        expect(await takenAt(T0 + 2 * RELAX_AFTER_MS)).toEqual(['tab 1+twin 1', 'tab 2+twin 2']);
      });

      it('never takes a blocked one', async () => {
        await matcher.put(waiting('alice', 'vent'), [...older, metBefore('bob', 9_000, true)]);
        await matcher.put(bob, [...older, metBefore('alice', 9_000, true)]);
        expect(await takenAt(T0 + 3 * RELAX_AFTER_MS)).toEqual([]);
      });

      it('can be switched off', async () => {
        matcher = await make({ ...DEFAULT_MATCHER_OPTIONS, relaxAfterMs: 'never' });
        await matcher.put(waiting('alice', 'vent'), metLongAgo('bob', 9_000));
        await matcher.put(bob, metLongAgo('alice', 9_000));
        expect(await takenAt(T0 + 3 * RELAX_AFTER_MS)).toEqual([]);
      });
    });

    describe('tabs of one device', () => {
      const tab = (person: string, role: Role, at: number): Waiting =>
        waiting(person, role, { device: 'device of tabs', enteredAt: T0 + at });

      it('may not meet, and wait for each other in one queue', async () => {
        await put(tab('tab 1', 'talk', 0), tab('tab 2', 'talk', 1));
        expect(await takenAt(T0 + 1)).toEqual([]);
        expect(await matcher.position('tab 2')).toBe(2);
        await put(waiting('bob', 'talk', { enteredAt: T0 + 2 }), waiting('carol', 'talk', { enteredAt: T0 + 3 }));
        expect(await takenAt(T0 + 3)).toEqual(['tab 1+bob', 'tab 2+carol']);
      });

      it('do not keep others waiting who could meet one of them', async () => {
        await put(tab('tab 1', 'listen', 0), tab('tab 2', 'vent', 1), waiting('bob', 'listen', { enteredAt: T0 + 2 }));
        expect(await takenAt(T0 + 2)).toEqual(['tab 2+bob']);
      });

      it('take the place of a tab that is absent', async () => {
        await put({ ...tab('tab 1', 'vent', 0), present: false }, tab('tab 2', 'vent', 1));
        await put(waiting('bob', 'listen', { enteredAt: T0 + 2 }));
        expect(await takenAt(T0 + 2)).toEqual(['tab 2+bob']);
      });

      it('meet where that is allowed, and have met by their own ids', async () => {
        matcher = await make({ ...DEFAULT_MATCHER_OPTIONS, sameDeviceMayMeet: true });
        await put(tab('tab 1', 'talk', 0), tab('tab 3', 'talk', 2));
        await matcher.put(tab('tab 3', 'talk', 2), [{ device: 'tab 1', at: T0, blocked: false }]);
        expect(await takenAt(T0 + 2)).toEqual([]);
        await put(tab('tab 2', 'talk', 1));
        expect(await takenAt(T0 + 2)).toEqual(['tab 1+tab 2']);
      });
    });

    describe('position', () => {
      it('counts all of the same role before one, also the absent and those whose place is not open', async () => {
        await put(
          waiting('alice', 'vent', { enteredAt: T0, present: false }),
          waiting('bert', 'vent', { enteredAt: T0 + 1, opensAt: T0 + 60_000 }),
          waiting('carol', 'vent', { enteredAt: T0 + 2 }),
          waiting('left', 'vent', { enteredAt: T0 + 3, front: true }),
          waiting('tom', 'talk', { enteredAt: T0 }),
        );
        const positions = ['left', 'alice', 'bert', 'carol', 'tom', 'nobody'].map((who) => matcher.position(who));
        expect(await Promise.all(positions)).toEqual([1, 2, 3, 4, 1, undefined]);
        expect(await matcher.counts()).toEqual({ vent: 4, listen: 0, talk: 1 });
      });
    });
  });
}
