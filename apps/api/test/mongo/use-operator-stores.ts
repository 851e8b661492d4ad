import type { OperatorStores } from '../../src/storage/operator-stores.js';

/** Writes every kind of document of the operators' side, with every field it can have. */
export async function useOperatorStores(stores: OperatorStores, at: number): Promise<void> {
  const { announcements, audit, bans, browserErrors, dayCounts, operators, settings } = stores;
  const words = {
    to: { audience: 'role', role: 'vent' },
    text: 'x',
    by: 'ada',
    expiresAt: at + 1,
    restartAt: at,
  } as const;
  const { id } = await announcements.add(words, at);
  await announcements.withdraw(id, 'ada', at);
  await announcements.addReached(id, 1);
  await audit.add({ id: '01A', at, by: 'ada', act: 'ban-made', target: 'b', note: 'n' });
  const ban = { devices: ['d'], networks: ['n'], reason: 'r', at, by: 'ada', reportId: 'r' };
  await bans.add({ ...ban, id: '01A', networkUntil: at + 9, expiresAt: at + 1_000 });
  await bans.add({ ...ban, id: '01B' });
  await bans.addDevice('01A', 'e');
  await bans.appeal('01A', 'x', at);
  await bans.answer('01A', { at, by: 'ada', decision: 'keep', note: 'n' });
  await bans.lift('01A', 'ada', at);
  const fault = {
    version: '1',
    kind: 'error',
    name: 'E',
    frames: ['a.js:1:1'],
    page: 'chat',
    browser: 'other',
  } as const;
  await browserErrors.add('a', fault, at, 9);
  await dayCounts.add({ day: new Date(at).toISOString().slice(0, 10), ended: 1, thanked: 1 });
  await operators.create({
    name: 'ada',
    role: 'admin',
    passwordHash: 'h',
    changeBefore: at,
    isEnabled: true,
    createdAt: at,
    failures: 0,
  });
  await operators.noteFailure('ada');
  await operators.noteSignIn('ada', at);
  await operators.lock('ada', at);
  const session = { id: 's', name: 'ada', secretHash: 'a', rotatedAt: at, startedAt: at, expiresAt: at + 1_000 };
  await operators.openSession(session);
  await operators.rotate('s', 'a', 'b', { at, expiresAt: at + 1_000 });
  const limits = { textsPerSecond: 1, textsBurst: 1, textsPerMinute: 1, peopleMax: 2 };
  const set = { queue: 'closed', notice: 'n', limits, guidelinesVersion: 1, changedAt: at, changedBy: 'ada' } as const;
  await settings.write({ revision: 1, ...set });
  await settings.write({ revision: 2, ...set });
}
