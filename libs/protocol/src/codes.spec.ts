import { describe, expect, it } from '@jest/globals';
import { CLOSE_POLICIES, CLOSE_REASONS, ERROR_CODES, ERROR_POLICIES, errorPolicy, isErrorCode } from './codes.js';

const POLICIES = ['retry', 'register', 'sync', 'wait', 'settle', 'refuse', 'stop'];

describe('error codes', () => {
  it.each(ERROR_CODES)('%s has a policy', (code) => {
    expect(POLICIES).toContain(errorPolicy(code));
    expect(errorPolicy(code)).toBe(ERROR_POLICIES[code]);
    expect(isErrorCode(code)).toBe(true);
  });

  it('uses every policy', () => {
    expect(new Set(Object.values(ERROR_POLICIES))).toEqual(new Set(POLICIES));
  });

  it.each(['of-a-newer-server', '', 'toString', '__proto__', 'constructor'])(
    'treats a code that is not known here, "%s", as a fault of the server',
    (code) => {
      expect(isErrorCode(code)).toBe(false);
      expect(errorPolicy(code)).toBe('retry');
    },
  );

  it('names codes in kebab case', () => {
    for (const code of ERROR_CODES) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe('close reasons', () => {
  it.each(CLOSE_REASONS)('%s says whether to come back', (reason) => {
    expect(['retry', 'stop']).toContain(CLOSE_POLICIES[reason]);
  });

  it('stops only the socket that another one replaced, and the one whose device is banned', () => {
    expect(CLOSE_REASONS.filter((reason) => CLOSE_POLICIES[reason] === 'stop')).toEqual(['replaced', 'banned']);
  });
});
