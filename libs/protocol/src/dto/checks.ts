import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { NONCE_PATTERN, N_MAX, PUBLIC_ID_PATTERN, T_MAX, ULID_PATTERN } from '../ids.js';
import { UTC_OFFSET_MINUTES, UTC_OFFSET_STEP_MINUTES } from '../limits.js';
import { isUtcOffset } from '../place.js';
import { textFault } from '../text.js';
import { isPlainObject } from './plain-object.js';

/** The checks that more than one DTO uses, each with a message that names the rule and never the value (I10). */

/** A ULID minted by the server. */
export function IsUlid(): PropertyDecorator {
  return fits(ULID_PATTERN, '$property must be a ULID');
}

/** A nonce minted by the browser. */
export function IsNonce(): PropertyDecorator {
  return fits(NONCE_PATTERN, '$property must be 16 to 64 base64url characters');
}

/** A person's public id. */
export function IsPublicId(): PropertyDecorator {
  return fits(PUBLIC_ID_PATTERN, '$property must be a public id');
}

/** One of a fixed list of words. */
export function IsOneOf(words: readonly string[]): PropertyDecorator {
  return IsIn(words, { message: `$property must be one of ${words.join(', ')}` });
}

/** A list of at least one of a fixed list of words, each at most once. */
export function IsWords(words: readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: 'isWords',
    constraints: [...words],
    validator: {
      validate: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((word: unknown) => words.some((known) => known === word)) &&
        new Set(value).size === value.length,
      defaultMessage: () => `$property must be a list of some of ${words.join(', ')}`,
    },
  });
}

/** A whole number within bounds. NaN, infinities, fractions and, as long as `max` is one itself, unsafe numbers are none. */
export function IsWhole(min: number, max = Number.MAX_SAFE_INTEGER): PropertyDecorator {
  return all(
    IsInt({ message: '$property must be a whole number' }),
    Min(min, { message: `$property must be at least ${String(min)}` }),
    Max(max, { message: `$property must be at most ${String(max)}` }),
  );
}

/** The number of an entry, from 1, or of a place before the first one, 0. */
export function IsEntryNumber(min: 0 | 1): PropertyDecorator {
  return IsWhole(min, N_MAX);
}

/** A Lamport time. How far ahead it may be is the room's to say. */
export function IsLamportTime(): PropertyDecorator {
  return IsWhole(1, T_MAX);
}

/** A text that can be shown: not empty, well-formed, no control characters, at most `max` code points. */
export function IsChatText(max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isChatText',
    constraints: [max],
    validator: {
      validate: (value) => typeof value === 'string' && textFault(value, max) === undefined,
      defaultMessage: (args) =>
        `$property cannot be sent: ${typeof args?.value === 'string' ? (textFault(args.value, max) ?? '') : 'not a text'}`,
    },
  });
}

/** How far a clock is ahead of UTC, where its owner shows their place; elsewhere it is nobody's business. */
export function IsShownUtcOffset(): PropertyDecorator {
  const { min, max } = UTC_OFFSET_MINUTES;
  return ValidateBy({
    name: 'isShownUtcOffset',
    validator: {
      validate: (value, args) => isUtcOffset(value) && args !== undefined && isShown(args.object),
      defaultMessage: () =>
        `$property goes with shown only, and must be a multiple of ${String(UTC_OFFSET_STEP_MINUTES)} from ${String(min)} to ${String(max)}`,
    },
  });
}

function isShown(object: object): boolean {
  return 'is' in object && object.is === 'shown';
}

/** A short word of the client's own, without control characters. */
export function IsShortText(max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isShortText',
    constraints: [max],
    validator: {
      validate: (value) => typeof value === 'string' && textFault(value, max) === undefined,
      defaultMessage: () => `$property must be a text of 1 to ${String(max)} characters`,
    },
  });
}

/** A class whose properties carry checks. */
export type CheckedClass = new () => object;

/** Names of the checks below, by which `checkPayload` finds the class of a nested value. */
export const OBJECT_OF = 'isObjectOf';
export const LIST_OF = 'isListOf';

/** One object that fits `shape`. ValidateNested alone would also take an array, and with it an empty one. */
export function IsObjectOf(shape: () => CheckedClass): PropertyDecorator {
  return all(
    ValidateBy({
      name: OBJECT_OF,
      constraints: [shape],
      validator: { validate: isPlainObject, defaultMessage: () => '$property must be an object' },
    }),
    ValidateNested(),
    Type(shape),
  );
}

/** A list of `min` to `max` objects that fit `shape`. ValidateNested alone would also take lists within the list. */
export function IsListOf(shape: () => CheckedClass, min: number, max: number): PropertyDecorator {
  return all(
    ValidateBy({
      name: LIST_OF,
      constraints: [shape],
      validator: {
        validate: (value) =>
          Array.isArray(value) && value.length >= min && value.length <= max && value.every(isPlainObject),
        defaultMessage: () => `$property must be a list of ${String(min)} to ${String(max)} objects`,
      },
    }),
    ValidateNested({ each: true }),
    Type(shape),
  );
}

/** Absent, or right: unlike IsOptional, `null` is not absent. */
export function IfPresent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Present only where `kind` is one of these; elsewhere the field must be absent. */
export function OnlyFor(...kinds: readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: 'onlyFor',
    constraints: [...kinds],
    validator: {
      validate: (value, args) => value === undefined || kinds.includes(kindOf(args?.object)),
      defaultMessage: () => `$property goes with ${kinds.join(' or ')} only`,
    },
  });
}

function kindOf(object: object | undefined): string {
  return object !== undefined && 'kind' in object && typeof object.kind === 'string' ? object.kind : '';
}

/** A text that fits a pattern. `Matches` lists what it found, for each of the ids in every text. */
function fits(pattern: RegExp, message: string): PropertyDecorator {
  return ValidateBy({
    name: 'fits',
    constraints: [pattern],
    validator: {
      validate: (value) => typeof value === 'string' && pattern.test(value),
      defaultMessage: () => message,
    },
  });
}

function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
