import { beforeEach, describe, expect, it } from '@jest/globals';
import { AdminError } from '../admin/admin-error.js';
import { AuditService } from '../audit/audit.service.js';
import { MemoryAuditStore } from '../audit/infra/memory-audit-store.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { systemIds } from '../platform/system-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { lockMs } from './domain/lock-out.js';
import { MemoryOperatorStore } from './infra/memory-operator-store.js';
import { ONE_TIME_MS, OperatorService, SESSION_IDLE_MS } from './operator.service.js';
import { Passwords } from './passwords.js';
import { OperatorTokens, TOKEN_MS } from './tokens.js';

const KEYS = ['first'.repeat(8), 'second'.repeat(8)];

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'ok';
  } catch (error) {
    return error instanceof AdminError ? error.code : String(error);
  }
}

describe('operators', () => {
  let clock: ManualClock;
  let operators: OperatorService;
  let password = '';

  beforeEach(async () => {
    clock = new ManualClock();
    const database = new MemoryDatabase();
    operators = new OperatorService({
      store: new MemoryOperatorStore(database, clock),
      tokens: new OperatorTokens(KEYS, clock),
      audit: new AuditService({ store: new MemoryAuditStore(database, clock), clock, ids: systemIds }),
      clock,
      log: silentLog,
    });
    password = (await operators.create('ada', 'admin', 'console')) ?? '';
  });

  const cookieOf = ({ cookie }: { readonly cookie?: { readonly value: string } }): string => cookie?.value ?? '';

  it('have passwords that are kept as Argon2id', async () => {
    expect((await operators.list())[0]?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await new Passwords().isRight('x', undefined)).toBe(false);
  });

  it('are made once, and the first one only where there is none', async () => {
    expect(await operators.create('ada', 'moderator', 'console')).toBeUndefined();
    expect(await operators.createFirst()).toBeUndefined();
  });

  it('have a day to use their one-time password', async () => {
    clock.advance(ONE_TIME_MS);
    expect(await codeOf(operators.signIn({ name: 'ada', password }))).toBe('wrong-credentials');
    const again = (await operators.resetPassword('ada', 'console')) ?? '';
    expect(await codeOf(operators.signIn({ name: 'ada', password: again }))).toBe('ok');
  });

  it('are locked after five wrong passwords, longer each time, and let in after it', async () => {
    for (let guess = 0; guess < 5; guess++) {
      expect(await codeOf(operators.signIn({ name: 'ada', password: 'guess' }))).toBe('wrong-credentials');
    }
    expect(await codeOf(operators.signIn({ name: 'ada', password }))).toBe('locked');
    clock.advance(60_000);
    expect(await codeOf(operators.signIn({ name: 'ada', password: 'guess' }))).toBe('wrong-credentials');
    clock.advance(60_000);
    expect(await codeOf(operators.signIn({ name: 'ada', password }))).toBe('locked');
    clock.advance(60_000);
    expect(await codeOf(operators.signIn({ name: 'ada', password }))).toBe('ok');
    expect([4, 5, 6, 7, 99].map(lockMs)).toEqual([0, 60_000, 120_000, 240_000, 3_600_000]);
  });

  it('have tokens that end after ten minutes, also where the session goes on', async () => {
    const { answer } = await operators.signIn({ name: 'ada', password });
    clock.advance(TOKEN_MS - 1_000);
    expect(await codeOf(operators.authenticate(answer.token))).toBe('ok');
    clock.advance(1_000);
    expect(await codeOf(operators.authenticate(answer.token))).toBe('signed-out');
  });

  it('have tokens that an earlier key signed, and none of a key that is gone', async () => {
    const { answer } = await operators.signIn({ name: 'ada', password });
    expect(await new OperatorTokens(['new', ...KEYS], clock).read(answer.token)).toBeDefined();
    expect(await new OperatorTokens(['new'], clock).read(answer.token)).toBeUndefined();
  });

  it('lose a session whose old refresh cookie turns up again', async () => {
    const first = await operators.signIn({ name: 'ada', password });
    const second = await operators.refresh(cookieOf(first));
    clock.advance(10_000);
    expect(await codeOf(operators.refresh(cookieOf(first)))).toBe('ok');
    clock.advance(1);
    expect(await codeOf(operators.refresh(cookieOf(first)))).toBe('signed-out');
    expect(await codeOf(operators.refresh(cookieOf(second)))).toBe('signed-out');
    expect(await codeOf(operators.authenticate(second.answer.token))).toBe('signed-out');
  });

  it('lose a session that rests for half a day, and any after a week', async () => {
    let admitted = await operators.signIn({ name: 'ada', password });
    clock.advance(SESSION_IDLE_MS);
    expect(await codeOf(operators.refresh(cookieOf(admitted)))).toBe('signed-out');
    await operators.resetPassword('ada', 'console').then((fresh) => (password = fresh ?? ''));
    admitted = await operators.signIn({ name: 'ada', password });
    let refreshes = 0;
    for (
      ;
      (await codeOf(operators.refresh(cookieOf(admitted)).then((next) => (admitted = next)))) === 'ok';
      refreshes++
    ) {
      clock.advance(SESSION_IDLE_MS - 1);
    }
    expect(refreshes).toBe(15);
  });
});
