import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE_POLICIES, CLOSE_REASONS, ERROR_CODES, ERROR_POLICIES } from './codes.js';
import { checkPayload } from './dto/index.js';
import { PUSH_NAMES, REQUEST_NAMES } from './events.js';
import * as ids from './ids.js';
import * as limits from './limits.js';
import { REPORT_REASONS, SEVERE_REASONS } from './report.js';
import { END_REASONS, PART_REASONS } from './room.js';
import { OPTIONAL_FIELDS, SAMPLE_PAYLOADS } from './testing/sample-payloads.js';
import { WORKED_EXAMPLES } from './testing/worked-examples.js';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../PROTOCOL.md'), 'utf8');

/** Text below a heading, up to the next one of its level or a higher one. */
function section(heading: string): string {
  const [, text = ''] = DOCUMENT.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** Rows of the first table of a section, without its head, as trimmed cells. */
function table(heading: string): readonly (readonly string[])[] {
  const rows = section(heading)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.slice(2);
}

const name = (cell = ''): string => cell.replaceAll('`', '');
const names = (heading: string): readonly string[] => table(heading).map(([first]) => name(first));
/** Everything between backticks, wherever it stands. */
const quoted = [...DOCUMENT.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);

/** The limits as constants of the code: numbers, and the few that are several numbers. */
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(limits).filter(([key]) => key !== 'DEFAULT_LIMITS'),
  ...Object.entries(ids).filter(([, value]) => typeof value === 'number'),
]);

function numbersOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}

describe('PROTOCOL.md and the types name the same', () => {
  it('requests', () => {
    expect(names('What a browser sends')).toEqual(REQUEST_NAMES);
  });

  it('pushes', () => {
    expect(names('What a server sends')).toEqual(PUSH_NAMES);
  });

  it('error codes and their policies', () => {
    const rows = table('Error codes').map(([code, policy]) => [name(code), policy]);
    expect(rows).toEqual(ERROR_CODES.map((code) => [code, ERROR_POLICIES[code]]));
  });

  it('close reasons and their policies', () => {
    const rows = table('Close reasons').map(([reason, policy]) => [name(reason), policy]);
    expect(rows).toEqual(CLOSE_REASONS.map((reason) => [reason, CLOSE_POLICIES[reason]]));
  });

  it('limits and their values', () => {
    const rows = table('Limits').map(([constant, value]) => [
      name(constant),
      (value ?? '').split(/ to | \/ /).map((part) => Number(part.replaceAll(',', ''))),
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries([...CONSTANTS].map(([constant, value]) => [constant, numbersOf(value)])),
    );
  });

  it('no event, code or constant that does not exist, anywhere in the text', () => {
    const events = quoted.filter((word) => /^[a-z]+:[a-z]+$/.test(word));
    const constants = quoted.filter((word) => /^[A-Z]+(_[A-Z]+)+$/.test(word) && word !== 'DEFAULT_LIMITS');
    expect(events.filter((event) => ![...REQUEST_NAMES, ...PUSH_NAMES].includes(event as never))).toEqual([]);
    expect(constants.filter((constant) => !CONSTANTS.has(constant))).toEqual([]);
  });

  it('the errors of each request', () => {
    for (const row of table('What a browser sends')) {
      for (const [, code = ''] of (row[4] ?? '').matchAll(/`([^`]+)`/g)) expect(ERROR_CODES).toContain(code);
    }
  });

  it('every field of every request, and which may be absent', () => {
    for (const [event, , payload = ''] of table('What a browser sends')) {
      const request = REQUEST_NAMES.find((known) => known === name(event)) ?? 'session:register';
      if (request === 'room:sync') continue; // a RoomClaim, which has a table of its own
      for (const field of Object.keys(SAMPLE_PAYLOADS[request])) {
        const isOptional = OPTIONAL_FIELDS[request].includes(field);
        expect(payload).toContain(`\`${field}${isOptional ? '?' : ''}\``);
      }
    }
    for (const field of Object.keys(SAMPLE_PAYLOADS['room:sync']))
      expect(section('Register and resume')).toContain(`\`${field}`);
  });

  it('every field of every payload, answer and push, whether it is always there or not', () => {
    const fields = ['session', 'place', 'queue', 'room', 'report', 'entry', 'events', 'limits', 'stats'].flatMap(
      (file) => {
        const source = readFileSync(join(import.meta.dirname, `${file}.ts`), 'utf8');
        return [...source.matchAll(/^\s+readonly (\w+)\??:/gm)].map(([, field = '']) => field);
      },
    );
    const isNamed = (field: string): boolean => new RegExp(`[\`"]${field}\\??[\`"]|\\b${field}: `).test(DOCUMENT);
    expect(fields.filter((field) => !isNamed(field) && !['payload', 'answer'].includes(field))).toEqual([]);
    expect(fields.length).toBeGreaterThan(80);
  });

  it('reasons', () => {
    for (const reason of [...END_REASONS, ...PART_REASONS, ...REPORT_REASONS]) expect(quoted).toContain(reason);
    const severe = REPORT_REASONS.filter((reason) => SEVERE_REASONS.has(reason)).map((reason) => `\`${reason}\``);
    expect(DOCUMENT.replaceAll('\n', ' ')).toContain(`severe ones are ${severe.join(', ')}`);
  });

  it('the limits told in register', () => {
    for (const field of Object.keys(limits.DEFAULT_LIMITS)) expect(section('Limits')).toContain(`\`${field}\``);
  });
});

describe('the worked examples', () => {
  it('are shown word for word', () => {
    const shown = [...section('Worked examples').matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']): unknown =>
      JSON.parse(json),
    );
    expect(shown).toEqual(JSON.parse(JSON.stringify(WORKED_EXAMPLES.flatMap(({ steps }) => steps))));
    for (const { title } of WORKED_EXAMPLES) expect(section('Worked examples')).toContain(`### ${title}\n`);
  });

  it('pass the check of payloads', () => {
    for (const step of WORKED_EXAMPLES.flatMap(({ steps }) => steps)) {
      if ('from' in step) expect(checkPayload(step.event, step.payload)).toEqual({ ok: true, payload: step.payload });
    }
  });
});

describe('the contents', () => {
  it('link to every section', () => {
    const headings = [...DOCUMENT.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
    const linked = [...DOCUMENT.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)].map(([, title = '', anchor = '']) => [
      title,
      anchor,
    ]);
    expect(linked).toEqual(headings.map((heading) => [heading, heading.toLowerCase().replaceAll(' ', '-')]));
  });
});

describe('the README', () => {
  it('says in a table what every event is for', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const told = readme
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word]) => word));
    expect(told).toEqual(expect.arrayContaining([...REQUEST_NAMES, ...PUSH_NAMES]));
  });
});
