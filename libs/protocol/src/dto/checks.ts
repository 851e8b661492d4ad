import { IsInt, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { NONCE_PATTERN, N_MAX, PUBLIC_ID_PATTERN, T_MAX, ULID_PATTERN } from '../ids.js';
import { codePoints, textFault } from '../text.js';

/** The checks that more than one DTO uses, each with a message that names the rule and never the value (I10). */

/** A ULID minted by the server. */
export function IsUlid(): PropertyDecorator {
  return Matches(ULID_PATTERN, { message: '$property must be a ULID' });
}

/** A nonce minted by the browser. */
export function IsNonce(): PropertyDecorator {
  return Matches(NONCE_PATTERN, { message: '$property must be 16 to 64 base64url characters' });
}

/** A person's public id. */
export function IsPublicId(): PropertyDecorator {
  return Matches(PUBLIC_ID_PATTERN, { message: '$property must be a public id' });
}

/** A whole number from `min` to the highest entry number. NaN, infinities and 2^53 are none. */
export function IsEntryNumber(min: 0 | 1): PropertyDecorator {
  return all(
    IsInt({ message: '$property must be a whole number' }),
    Min(min, { message: `$property must be at least ${String(min)}` }),
    Max(N_MAX, { message: '$property is too large' }),
  );
}

/** A Lamport time. How far ahead it may be is the room's to say. */
export function IsLamportTime(): PropertyDecorator {
  return all(
    IsInt({ message: '$property must be a whole number' }),
    Min(1, { message: '$property must be at least 1' }),
    Max(T_MAX, { message: '$property is too large' }),
  );
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

/** A short word of the client's own, without control characters. */
export function IsShortText(max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isShortText',
    constraints: [max],
    validator: {
      validate: (value) =>
        typeof value === 'string' && codePoints(value, max) <= max && textFault(value, max) === undefined,
      defaultMessage: () => `$property must be a text of 1 to ${String(max)} characters`,
    },
  });
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

function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
