import type { RequestName } from '../events.js';
import { TEXT_MAX } from '../limits.js';
import { OPTIONAL_FIELDS, SAMPLE_PAYLOADS } from './sample-payloads.js';

/** A payload that no server may take, and what is wrong with it. */
export interface BadPayload {
  /** Field and fault, for a test's name. */
  readonly name: string;
  readonly payload: unknown;
}

/** Values that stand where no field may have them, by the type that the field should have. */
const WRONG_VALUES = {
  string: [null, true, 7, '', '\ud800', '\u0000', '  ', 'x'.repeat(TEXT_MAX + 1), [], {}, ['x'], { toString: 'x' }],
  number: [null, false, '1', '', -1, 0.5, NaN, Infinity, 2 ** 53, Number.MAX_VALUE, [], [1], {}],
  boolean: [null, 0, 1, 'true', '', [], [true], {}],
  object: [null, true, 7, 'x', [], {}],
  list: [null, true, 7, 'x', {}, [], [null], [7], ['x'], [[]], [{}]],
} as const;

/**
 * Everything that is wrong with one thing in the sample of a request: each field with each wrong value, each required
 * field missing, a field too many in each object, a valid object wrapped into a list, and payloads that are none.
 */
export function badPayloads(event: RequestName): readonly BadPayload[] {
  const sample: unknown = SAMPLE_PAYLOADS[event];
  return [...wholes(sample), ...strangers(sample), ...fields(event, sample)];
}

function wholes(sample: unknown): readonly BadPayload[] {
  const wrong: readonly unknown[] = [null, true, 7, '', 'x', [], [sample], [[]], new Uint8Array(3), new Uint8Array(0)];
  return wrong.map((payload) => ({ name: `the payload is ${show(payload)}`, payload }));
}

/** Names that a careless merge would follow into a prototype, and one that is only unknown. */
const STRANGERS = ['strange', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''];

function strangers(sample: unknown): readonly BadPayload[] {
  return objectPaths(sample).flatMap((path) =>
    STRANGERS.map((key) => ({
      name: `${path === '' ? 'the payload' : path} has the field "${key}"`,
      payload: changed(sample, path, (object) => withOwn(object, key, { polluted: true })),
    })),
  );
}

function fields(event: RequestName, sample: unknown): readonly BadPayload[] {
  return fieldPaths(sample).flatMap((path) => {
    const value = at(sample, path);
    const wrong: readonly unknown[] = WRONG_VALUES[typeOf(value)];
    const wrapped =
      typeOf(value) === 'list' ? [[value]] : [[value], ...(typeOf(value) === 'object' ? [[[value]]] : [])];
    const bad = [...wrong, ...wrapped].map((put) => ({
      name: `${path} is ${show(put)}`,
      payload: changed(sample, path, () => put),
    }));
    // `undefined` does not cross the wire as a field: it is the missing field.
    const missing = { name: `${path} is missing`, payload: changed(sample, path, () => undefined) };
    return OPTIONAL_FIELDS[event].includes(path) ? bad : [...bad, missing];
  });
}

function typeOf(value: unknown): keyof typeof WRONG_VALUES {
  const type = typeof value;
  if (type === 'string' || type === 'number' || type === 'boolean') return type;
  return Array.isArray(value) ? 'list' : 'object';
}

function fieldPaths(value: unknown, prefix = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    // Elements of lists are covered by the wrong values of the list.
    ...(Array.isArray(value) ? [] : [prefix + key]),
    ...fieldPaths(inner, `${prefix}${key}.`),
  ]);
}

function objectPaths(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    objectPaths(child, path === '' ? key : `${path}.${key}`),
  );
  return Array.isArray(value) ? inner : [path, ...inner];
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((object, key) => (isRecord(object) ? object[key] : undefined), value);
}

/** A copy of `value` with what stands at `path` replaced; `undefined` removes it. */
function changed(value: unknown, path: string, change: (old: unknown) => unknown): unknown {
  if (path === '') return change(value);
  const [key = '', ...rest] = path.split('.');
  if (!isRecord(value)) return value;
  const put = changed(value[key], rest.join('.'), change);
  if (Array.isArray(value)) return value.map((element: unknown, index) => (String(index) === key ? put : element));
  const { [key]: _, ...others } = value;
  return put === undefined ? others : { ...others, [key]: put };
}

/** A copy with an own property, also where the name is one that assignment would not make. */
function withOwn(object: unknown, key: string, value: unknown): unknown {
  const copy: object = isRecord(object) ? { ...object } : {};
  return Object.defineProperty(copy, key, { value, enumerable: true, writable: true, configurable: true });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${String(value.length)} bytes`;
  if (typeof value === 'number') return String(value);
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}... (${String(text.length)})` : text;
}
