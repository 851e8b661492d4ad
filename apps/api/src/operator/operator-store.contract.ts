import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import type { OperatorRecord, OperatorStore } from './operator-store.port.js';

/** What a new, empty store is tested with. */
export interface OperatorStoreSubject {
  readonly store: OperatorStore;
  readonly clock: ManualClock;
}

/** Holds an adapter of operators to its port. */
export function describeOperatorStore(name: string, open: () => Promise<OperatorStoreSubject>): void {
  describe(`operators in ${name}`, () => {
    let store: OperatorStore;
    let clock: ManualClock;
    const ada: OperatorRecord = {
      name: 'ada',
      role: 'admin',
      passwordHash: 'hash',
      changeBefore: 9,
      isEnabled: true,
      createdAt: 5,
      failures: 0,
    };
    const sessionOf = (operator: string, id: string) => ({
      id,
      name: operator,
      secretHash: 'one',
      rotatedAt: clock.now(),
      startedAt: clock.now(),
      expiresAt: clock.now() + 1_000,
    });

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    it('keeps an operator as made, each name once', async () => {
      expect(await store.count()).toBe(0);
      expect(await store.create(ada)).toBe(true);
      expect(await store.create({ ...ada, role: 'moderator' })).toBe(false);
      expect(await store.find('ada')).toEqual(ada);
      expect(await store.find('bo')).toBeUndefined();
      expect(await store.list()).toEqual([ada]);
      expect(await store.count()).toBe(1);
    });

    it('makes one of two of the same name at once', async () => {
      const made = await Promise.all([store.create(ada), store.create(ada)]);
      expect(made.filter((isMade) => isMade)).toHaveLength(1);
    });

    it('counts failures, locks, and forgets both with a sign-in', async () => {
      await store.create(ada);
      await Promise.all([store.noteFailure('ada'), store.noteFailure('ada')]);
      expect(await store.noteFailure('ada')).toBe(3);
      expect(await store.noteFailure('nobody')).toBe(0);
      await store.lock('ada', 77);
      expect(await store.find('ada')).toMatchObject({ failures: 3, lockedUntil: 77 });
      await store.noteSignIn('ada', 88);
      expect(await store.find('ada')).toEqual({ ...ada, signedInAt: 88 });
    });

    it('changes a password, one-time or not, and opens the lock with it', async () => {
      await store.create(ada);
      await store.noteFailure('ada');
      await store.lock('ada', 77);
      expect(await store.setPassword('ada', 'other', undefined)).toBe(true);
      const { changeBefore: _, ...rest } = ada;
      expect(await store.find('ada')).toEqual({ ...rest, passwordHash: 'other' });
      await store.setPassword('ada', 'third', 12);
      expect(await store.find('ada')).toMatchObject({ passwordHash: 'third', changeBefore: 12 });
      expect(await store.setPassword('nobody', 'x', undefined)).toBe(false);
    });

    it('disables and enables', async () => {
      await store.create(ada);
      expect(await store.setEnabled('ada', false)).toBe(true);
      expect((await store.find('ada'))?.isEnabled).toBe(false);
      expect(await store.setEnabled('nobody', false)).toBe(false);
    });

    it('finds a session until it ends or expires', async () => {
      const session = sessionOf('ada', 's1');
      await store.openSession(session);
      expect(await store.findSession('s1')).toEqual(session);
      clock.advance(1_000);
      expect(await store.findSession('s1')).toBeUndefined();
      await store.openSession(sessionOf('ada', 's2'));
      await store.endSession('s2');
      expect(await store.findSession('s2')).toBeUndefined();
    });

    it('replaces a refresh secret once, and remembers the one before', async () => {
      await store.openSession(sessionOf('ada', 's1'));
      const times = { at: clock.now() + 1, expiresAt: clock.now() + 2_000 };
      const rotated = await Promise.all([
        store.rotate('s1', 'one', 'two', times),
        store.rotate('s1', 'one', 'three', times),
      ]);
      expect(rotated.filter((isDone) => isDone)).toHaveLength(1);
      const after = await store.findSession('s1');
      expect(after).toMatchObject({ earlierHash: 'one', rotatedAt: times.at, expiresAt: times.expiresAt });
      expect(['two', 'three']).toContain(after?.secretHash);
    });

    it('ends all sessions of one operator, and nobody elses', async () => {
      await Promise.all([store.openSession(sessionOf('ada', 's1')), store.openSession(sessionOf('ada', 's2'))]);
      await store.openSession(sessionOf('bo', 's3'));
      expect(await store.endSessions('ada')).toBe(2);
      expect(await store.findSession('s1')).toBeUndefined();
      expect(await store.findSession('s3')).toBeDefined();
    });
  });
}
