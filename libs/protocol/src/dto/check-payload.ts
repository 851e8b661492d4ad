import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';
import type { Payload, RequestName } from '../events.js';
import { PROTOCOL_VERSION } from '../limits.js';
import { LIST_OF, OBJECT_OF, type CheckedClass } from './checks.js';
import { isPlainObject } from './plain-object.js';
import { REQUEST_DTOS } from './request-dtos.js';

/**
 * What the check of a payload found: the payload itself, untouched, or the code to refuse it with and the first fault in
 * words that name fields and rules, never content (I10).
 */
export type CheckedPayload<E extends RequestName> =
  | { readonly ok: true; readonly payload: Payload<E> }
  | { readonly ok: false; readonly code: 'invalid' | 'outdated'; readonly message: string };

/**
 * Checks what came with a request against its DTO class.
 *
 * It runs the very decorators of the DTO classes, read once from class-validator's metadata, and not class-validator's
 * own walk, for three reasons. That walk goes where the payload leads: 5,000 nested brackets overflow the stack, a
 * payload that is `null` throws, an array passes where an object is asked for. It overlooks own properties named
 * `__proto__`, `constructor` and the like. And it takes 27 us for a text where this takes 2.
 */
export function checkPayload<E extends RequestName>(event: E, payload: unknown): CheckedPayload<E> {
  if (event === 'session:register' && speaksAnotherVersion(payload)) {
    return { ok: false, code: 'outdated', message: `protocol ${String(PROTOCOL_VERSION)} is spoken here` };
  }
  const message = faultIn(shapeOf(REQUEST_DTOS[event]), payload, '');
  // Parsing: the type tests beside the DTO classes show that what they accept fits the payload's type.
  return message === undefined ? { ok: true, payload: payload as Payload<E> } : { ok: false, code: 'invalid', message };
}

/**
 * The first fault of a value that is no event's payload (the body of an HTTP request), against any DTO class; undefined
 * when it fits. The same walk, the same words.
 */
export function checkBody(shape: CheckedClass, body: unknown): string | undefined {
  return faultIn(shapeOf(shape), body, 'the body');
}

/** Looked at before all else: the rest of another version's payload is not this version's to judge. */
function speaksAnotherVersion(payload: unknown): boolean {
  if (!isPlainObject(payload) || !('protocol' in payload)) return false;
  const { protocol } = payload;
  return (
    typeof protocol === 'number' && Number.isSafeInteger(protocol) && protocol >= 0 && protocol !== PROTOCOL_VERSION
  );
}

/** One rule of one field, as its decorator declares it. */
interface Rule {
  readonly constraints: unknown[];
  isMet(value: unknown, args: ValidationArguments): boolean;
  message(args: ValidationArguments): string;
}

interface Field {
  readonly name: string;
  /** The rules count only if all of these hold. */
  readonly conditions: readonly ((object: object, value: unknown) => unknown)[];
  readonly rules: readonly Rule[];
  /** The class of the value, or of each of its elements. */
  readonly nested: (() => CheckedClass) | undefined;
}

/** What holds for an object. A key that is not among the names does not belong in it. */
interface Shape {
  readonly names: ReadonlySet<string>;
  readonly fields: readonly Field[];
}

const shapes = new Map<CheckedClass, Shape>();

/** What the payload as a whole is called in a fault. */
const PAYLOAD = 'the payload';

/** `path` is the object's own, '' for the payload itself. Every text of everybody comes by here: it makes no closures. */
function faultIn(shape: Shape, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return `${path === '' ? PAYLOAD : path} must be an object`;
  for (const key of Object.keys(value)) {
    if (!shape.names.has(key)) return `${path === '' ? PAYLOAD : path} has a field that does not belong there`;
  }
  for (const field of shape.fields) {
    const fault = faultOfField(field, value, path);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfField(field: Field, object: object, path: string): string | undefined {
  const { name } = field;
  // Parsing: an own field of an object from JSON, or undefined; no shape has a name that every object inherits.
  const value = (object as Readonly<Record<string, unknown>>)[name];
  for (const applies of field.conditions) if (!applies(object, value)) return undefined;
  for (const rule of field.rules) {
    const args = argumentsOf(rule, name, object, value);
    if (!rule.isMet(value, args)) return rule.message(args).replaceAll('$property', pathOf(path, name));
  }
  return field.nested === undefined ? undefined : faultInside(shapeOf(field.nested()), value, pathOf(path, name));
}

function faultInside(shape: Shape, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return faultIn(shape, value, path);
  const elements: readonly unknown[] = value;
  for (const [index, element] of elements.entries()) {
    const fault = faultIn(shape, element, `${path}.${String(index)}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function pathOf(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function argumentsOf(rule: Rule, property: string, object: object, value: unknown): ValidationArguments {
  return { property, object, value, targetName: '', constraints: rule.constraints };
}

function shapeOf(checked: CheckedClass): Shape {
  const known = shapes.get(checked);
  if (known !== undefined) return known;
  const shape = readShape(checked);
  shapes.set(checked, shape);
  return shape;
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function readShape(checked: CheckedClass): Shape {
  const storage = getMetadataStorage();
  const grouped = storage.groupByPropertyName(storage.getTargetValidationMetadatas(checked, '', true, false));
  const fields = Object.entries(grouped).map(([name, metadatas]) => readField(name, metadatas));
  return { names: new Set(fields.map(({ name }) => name)), fields };
}

function readField(name: string, metadatas: readonly Metadata[]): Field {
  const conditions: Field['conditions'][number][] = [];
  const rules: Rule[] = [];
  let nested: Field['nested'];
  for (const metadata of metadatas) {
    const constraints: readonly unknown[] = metadata.constraints;
    if (metadata.type === ValidationTypes.CONDITIONAL_VALIDATION)
      conditions.push(functionIn(constraints) as Field['conditions'][number]);
    else if (metadata.type === ValidationTypes.CUSTOM_VALIDATION && !metadata.each) rules.push(readRule(metadata));
    else if (metadata.type !== ValidationTypes.NESTED_VALIDATION) {
      // Loud at the first use, so that no decorator is ever declared and then not run.
      throw new TypeError(`checkPayload does not know the kind of check on ${name}`);
    }
    if (metadata.name === OBJECT_OF || metadata.name === LIST_OF) nested = functionIn(constraints) as Field['nested'];
  }
  return { name, conditions, rules, nested };
}

function readRule(metadata: Metadata): Rule {
  const validator = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls)[0]?.instance;
  if (validator === undefined) throw new TypeError(`no check stands behind ${metadata.propertyName}`);
  const { constraints, message } = optional(metadata);
  return {
    constraints: constraints ?? [],
    isMet: (value, args) => validator.validate(value, args) === true,
    message: (args) => {
      if (typeof message === 'string') return message;
      return message?.(args) ?? validator.defaultMessage?.(args) ?? '$property is not valid';
    },
  };
}

/** Undefined where a decorator gives none, whatever class-validator's types say. */
function optional({ constraints, message }: Metadata): Partial<Pick<Metadata, 'constraints' | 'message'>> {
  return { constraints, message };
}

/** The function that a decorator of ours was given; which one is the decorator's to say. */
function functionIn(constraints: readonly unknown[]): unknown {
  const given = constraints[0];
  if (typeof given !== 'function') throw new TypeError('a decorator without its function');
  return given;
}
