import { OPERATOR_NAME_PATTERN, OPERATOR_ROLES, type OperatorRole } from '@hearken/protocol';
import type { OperatorService } from './operator.service.js';

const USAGE = `Usage: npm run admin -- <command>

  create <name> [--role admin|moderator]   makes an operator (admin unless said otherwise)
  reset <name>                             gives a new one-time password and ends all sessions
  disable <name>                           lets an operator in no more
  list                                     who there is
`;

/** What a command came to: lines for people, and the exit code. */
export interface CommandOutcome {
  readonly lines: readonly string[];
  readonly code: 0 | 1;
}

const failed = (line: string): CommandOutcome => ({ lines: [line], code: 1 });
const done = (...lines: readonly string[]): CommandOutcome => ({ lines, code: 0 });

/** Runs one command about operators. What it does stands in the audit, by `console`. */
export async function runOperatorCommand(
  operators: OperatorService,
  [command, ...rest]: readonly string[],
): Promise<CommandOutcome> {
  if (command === 'list') return list(operators);
  const [name = ''] = rest;
  if (command !== 'create' && command !== 'reset' && command !== 'disable') return failed(USAGE);
  if (!OPERATOR_NAME_PATTERN.test(name)) {
    return failed(`The name must be 2 to 32 of a-z, 0-9, dot, dash and underscore.\n\n${USAGE}`);
  }
  switch (command) {
    case 'create':
      return create(operators, name, rest.slice(1));
    case 'reset':
      return told(await operators.resetPassword(name, 'console'), name, `There is no operator ${name}.`);
    case 'disable':
      return (await operators.disable(name, 'console'))
        ? done(`${name} is let in no more.`)
        : failed(`There is no operator ${name}.`);
  }
}

async function create(operators: OperatorService, name: string, rest: readonly string[]): Promise<CommandOutcome> {
  const role = roleIn(rest);
  if (role === undefined) return failed(USAGE);
  return told(await operators.create(name, role, 'console'), name, `There is an operator ${name} already.`);
}

function roleIn([flag, word]: readonly string[]): OperatorRole | undefined {
  if (flag === undefined) return 'admin';
  return flag === '--role' ? OPERATOR_ROLES.find((role) => role === word) : undefined;
}

function told(password: string | undefined, name: string, otherwise: string): CommandOutcome {
  if (password === undefined) return failed(otherwise);
  return done(`One-time password of ${name}: ${password}`, 'It is good for a day, and is asked to be changed at once.');
}

async function list(operators: OperatorService): Promise<CommandOutcome> {
  const rows = (await operators.list()).map(({ name, role, isEnabled, signedInAt }) => {
    const last = signedInAt === undefined ? 'never signed in' : `signed in ${new Date(signedInAt).toISOString()}`;
    return `${name.padEnd(32)} ${role.padEnd(10)} ${isEnabled ? last : 'disabled'}`;
  });
  return rows.length === 0 ? done('There are no operators yet.') : done(...rows);
}
