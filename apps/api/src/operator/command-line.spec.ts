import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditService } from '../audit/audit.service.js';
import { MemoryAuditStore } from '../audit/infra/memory-audit-store.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { systemIds } from '../platform/system-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { runOperatorCommand } from './command-line.js';
import { MemoryOperatorStore } from './infra/memory-operator-store.js';
import { OperatorService } from './operator.service.js';
import { OperatorTokens } from './tokens.js';

describe('npm run admin', () => {
  let run: (...words: readonly string[]) => ReturnType<typeof runOperatorCommand>;
  let operators: OperatorService;

  beforeEach(() => {
    const clock = new ManualClock();
    const database = new MemoryDatabase();
    const audit = new AuditService({ store: new MemoryAuditStore(database, clock), clock, ids: systemIds });
    const tokens = new OperatorTokens(['k'], clock);
    operators = new OperatorService({
      store: new MemoryOperatorStore(database, clock),
      tokens,
      audit,
      clock,
      log: silentLog,
    });
    run = (...words) => runOperatorCommand(operators, words);
  });

  it('makes an operator whose one-time password works', async () => {
    const { lines, code } = await run('create', 'ada');
    expect(code).toBe(0);
    const password = /^One-time password of ada: ([\w-]{20})$/.exec(lines[0] ?? '')?.[1] ?? '';
    const { answer } = await operators.signIn({ name: 'ada', password });
    expect(answer).toMatchObject({ operator: { name: 'ada', role: 'admin' }, mustChangePassword: true });
    expect((await run('create', 'ada')).code).toBe(1);
    expect((await run('list')).lines[0]).toMatch(/^ada +admin +signed in 2030/);
  });

  it('makes moderators, gives new passwords, and lets nobody in any more', async () => {
    await run('create', 'bo', '--role', 'moderator');
    expect((await operators.list())[0]?.role).toBe('moderator');
    expect((await run('reset', 'bo')).lines[0]).toMatch(/^One-time password of bo: /);
    expect((await run('disable', 'bo')).code).toBe(0);
    expect((await run('list')).lines[0]).toMatch(/disabled$/);
  });

  it.each([
    [[]],
    [['create']],
    [['create', 'No Name']],
    [['create', 'ada', '--role', 'king']],
    [['reset', 'nobody']],
    [['fly', 'ada']],
  ])('says what is wrong with %j', async (words) => {
    const { lines, code } = await run(...words);
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/Usage|There is no operator/);
  });
});
