import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { IsInt, validateSync } from 'class-validator';
import { REQUEST_NAMES, type RequestName } from '../events.js';
import { N_MAX, T_MAX } from '../ids.js';
import { NOTE_MAX, PROTOCOL_VERSION, SEND_MAX_ENTRIES, TEXT_MAX } from '../limits.js';
import { badPayloads } from '../testing/bad-payloads.js';
import {
  OPTIONAL_FIELDS,
  SAMPLE_LIKE,
  SAMPLE_NONCE,
  SAMPLE_PAYLOADS,
  SAMPLE_TEXT,
} from '../testing/sample-payloads.js';
import { checkPayload } from './check-payload.js';
import { REQUEST_DTOS } from './request-dtos.js';

/** What class-validator itself says, for the payloads that it can walk. */
function isFineForClassValidator(event: RequestName, payload: object): boolean {
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  return validateSync(plainToInstance(REQUEST_DTOS[event], payload), options).length === 0;
}

/** class-validator walks into arrays at the top, throws at null, and overlooks fields with these names. */
function isBeyondClassValidator(name: string): boolean {
  return (
    name.startsWith('the payload is') ||
    /has the field "(__proto__|constructor|prototype|toString|hasOwnProperty)"/.test(name)
  );
}

describe.each(REQUEST_NAMES)('the payload of %s', (event) => {
  const sample = SAMPLE_PAYLOADS[event];

  it('is taken with everything it can have, and handed on untouched', () => {
    const payload = structuredClone(sample);
    const checked = checkPayload(event, payload);
    expect(checked).toEqual({ ok: true, payload: sample });
    expect(checked.ok && checked.payload).toBe(payload);
    expect(isFineForClassValidator(event, sample)).toBe(true);
  });

  it('is taken without any of the fields that may be absent', () => {
    for (const field of OPTIONAL_FIELDS[event].filter((path) => !path.includes('.'))) {
      const rest = Object.fromEntries(Object.entries(sample).filter(([key]) => key !== field));
      expect([field, checkPayload(event, rest).ok]).toEqual([field, true]);
    }
  });

  it.each(badPayloads(event).map(({ name, payload }) => [name, payload] as const))(
    'is refused when %s',
    (name, bad) => {
      const checked = checkPayload(event, bad);
      expect(checked.ok).toBe(false);
      if (!isBeyondClassValidator(name)) expect(isFineForClassValidator(event, bad as object)).toBe(false);
    },
  );

  it('is refused without repeating a word of it (I10)', () => {
    const marker = 'my-secret-words';
    const marked = badPayloads(event).map(
      ({ payload }) => JSON.parse(JSON.stringify(payload).replaceAll('"x', `"${marker}`)) as unknown,
    );
    const strange = { ...sample, [marker]: marker };
    for (const payload of [...marked, strange, marker, [marker]]) {
      const checked = checkPayload(event, payload);
      expect(checked.ok ? '' : checked.message).not.toContain(marker);
    }
  });

  it.each([100, 1_000, 15_000])('is refused, not followed, %d brackets deep', (depth) => {
    const nest = (open: string, close: string): unknown => JSON.parse(open.repeat(depth) + '1' + close.repeat(depth));
    const deep = [nest('[', ']'), nest('{"received":', '}'), nest('{"entries":[', ']}')];
    for (const value of deep) {
      for (const payload of [value, { ...sample, strange: value }, { ...sample, received: value, entries: value }]) {
        expect(checkPayload(event, payload).ok).toBe(false);
      }
    }
  });
});

describe('a register of another version', () => {
  const sample = SAMPLE_PAYLOADS['session:register'];

  it.each([0, PROTOCOL_VERSION + 1, 65_536])('is outdated with protocol %d, whatever else it says', (protocol) => {
    for (const payload of [
      { ...sample, protocol },
      { protocol, fieldOfAnotherVersion: [] },
    ]) {
      expect(checkPayload('session:register', payload)).toMatchObject({ ok: false, code: 'outdated' });
    }
  });

  it.each([null, 'x', -1, 1.5, NaN, 2 ** 53, [2], undefined])('is no version when protocol is %s', (protocol) => {
    expect(checkPayload('session:register', { ...sample, protocol })).toMatchObject({ ok: false, code: 'invalid' });
  });
});

describe('an entry', () => {
  const check = (entry: object): string => {
    const checked = checkPayload('room:send', { ...SAMPLE_PAYLOADS['room:send'], entries: [entry] });
    return checked.ok ? 'ok' : checked.message;
  };
  const { text: _, ...wordless } = SAMPLE_TEXT as { text: string } & typeof SAMPLE_TEXT;

  it.each([
    ['a text of 4,000 code points', { ...SAMPLE_TEXT, text: '😀'.repeat(TEXT_MAX) }],
    ['the highest number', { ...SAMPLE_TEXT, n: N_MAX }],
    ['the highest t', { ...SAMPLE_TEXT, t: T_MAX }],
    ['an unlike', { ...SAMPLE_LIKE, kind: 'unlike' }],
  ])('may be %s', (_name, entry) => {
    expect(check(entry)).toBe('ok');
  });

  it.each([
    [
      '4,001 code points',
      { ...SAMPLE_TEXT, text: '😀'.repeat(TEXT_MAX + 1) },
      'entries.0.text cannot be sent: too-long',
    ],
    ['a lone surrogate', { ...SAMPLE_TEXT, text: 'a\ud800' }, 'entries.0.text cannot be sent: lone-surrogate'],
    ['a control character', { ...SAMPLE_TEXT, text: 'a\u0000' }, 'entries.0.text cannot be sent: control-character'],
    ['no words', { ...SAMPLE_TEXT, text: ' ' }, 'entries.0.text cannot be sent: empty'],
    ['n = 0', { ...SAMPLE_TEXT, n: 0 }, 'entries.0.n must be at least 1'],
    ['n = -1', { ...SAMPLE_TEXT, n: -1 }, 'entries.0.n must be at least 1'],
    ['n above the highest', { ...SAMPLE_TEXT, n: N_MAX + 1 }, `entries.0.n must be at most ${String(N_MAX)}`],
    ['n = 2^53', { ...SAMPLE_TEXT, n: 2 ** 53 }, `entries.0.n must be at most ${String(N_MAX)}`],
    ['n = NaN', { ...SAMPLE_TEXT, n: NaN }, 'entries.0.n must be a whole number'],
    ['t = 0', { ...SAMPLE_TEXT, t: 0 }, 'entries.0.t must be at least 1'],
    ['t = 2^53 - 1', { ...SAMPLE_TEXT, t: 2 ** 53 - 1 }, `entries.0.t must be at most ${String(T_MAX)}`],
    ['a text without text', wordless, 'entries.0.text cannot be sent: not a text'],
    [
      'a text with a target',
      { ...SAMPLE_TEXT, target: SAMPLE_NONCE },
      'entries.0.target goes with like or unlike only',
    ],
    ['a like with text', { ...SAMPLE_LIKE, text: 'hi' }, 'entries.0.text goes with text only'],
    ['a like with a quote', { ...SAMPLE_LIKE, replyTo: SAMPLE_NONCE }, 'entries.0.replyTo goes with text only'],
    [
      'a like of nothing',
      { ...SAMPLE_LIKE, target: undefined },
      'entries.0.target must be 16 to 64 base64url characters',
    ],
    [
      'a text with target null',
      { ...SAMPLE_TEXT, target: null },
      'entries.0.target must be 16 to 64 base64url characters',
    ],
    ['an unknown kind', { ...SAMPLE_TEXT, kind: 'image' }, 'entries.0.kind must be one of text, like, unlike'],
  ])('may not have %s', (_name, entry, message) => {
    expect(check(entry)).toBe(message);
  });

  it('is refused in a list of none or too many', () => {
    const send = (count: number) =>
      checkPayload('room:send', {
        ...SAMPLE_PAYLOADS['room:send'],
        entries: Array.from({ length: count }, (_element, index) => ({ ...SAMPLE_TEXT, n: index + 1 })),
      }).ok;
    expect([send(0), send(1), send(SEND_MAX_ENTRIES), send(SEND_MAX_ENTRIES + 1)]).toEqual([false, true, true, false]);
  });
});

describe('a note', () => {
  it.each([
    [NOTE_MAX, true],
    [NOTE_MAX + 1, false],
  ])('of %d code points: %s', (length, ok) => {
    const payload = { ...SAMPLE_PAYLOADS['room:leave'], note: '😀'.repeat(length) };
    expect(checkPayload('room:leave', payload).ok).toBe(ok);
  });
});

describe('the decorators', () => {
  it('are all of a kind that checkPayload runs', () => {
    class WithEach {
      @IsInt({ each: true })
      readonly numbers!: readonly number[];
    }
    const dtos: Record<string, new () => object> = REQUEST_DTOS;
    const original = REQUEST_DTOS['queue:join'];
    dtos['queue:join'] = WithEach;
    try {
      expect(() => checkPayload('queue:join', { numbers: [1] })).toThrow('does not know the kind of check on numbers');
    } finally {
      dtos['queue:join'] = original;
    }
  });
});
