import type { OpenAPIObject } from '@nestjs/swagger';
import {
  ERROR_FRAME_PATTERN,
  ERROR_FRAMES_MAX,
  PASSWORD_LENGTH,
  UTC_OFFSET_MINUTES,
  UTC_OFFSET_STEP_MINUTES,
} from '@hearken/protocol';
import { LIST_OF, OBJECT_OF } from '@hearken/protocol/dto';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/** Schemas by name, as a document holds them. */
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Where OpenAPI keeps schemas. */
const COMPONENTS = '#/components/schemas/';

type NamedClass = { readonly name: string };

/**
 * JSON schemas of all DTO classes there are, from the decorators that check them: what is described is what is checked.
 * Whatever is not described by them is not taken: objects are closed.
 */
export function dtoSchemas(): Schemas {
  const schemas = validationMetadatasToSchemas({
    refPointerPrefix: COMPONENTS,
    additionalConverters: {
      isInt: () => ({ type: 'integer' }),
      max: ({ constraints }) => ({ maximum: numberIn(constraints) }),
      min: ({ constraints }) => ({ minimum: numberIn(constraints) }),
      isChatText: ({ constraints }) => ({ type: 'string', minLength: 1, maxLength: numberIn(constraints) }),
      isShownUtcOffset: () => ({
        type: 'integer',
        minimum: UTC_OFFSET_MINUTES.min,
        maximum: UTC_OFFSET_MINUTES.max,
        multipleOf: UTC_OFFSET_STEP_MINUTES,
      }),
      isShortText: ({ constraints }) => ({ type: 'string', minLength: 1, maxLength: numberIn(constraints) }),
      fits: ({ constraints }) => ({ type: 'string', pattern: patternIn(constraints) }),
      isPassword: ({ constraints }) => ({
        type: 'string',
        minLength: numberIn(constraints),
        maxLength: PASSWORD_LENGTH.max,
      }),
      areFrames: () => ({
        type: 'array',
        maxItems: ERROR_FRAMES_MAX,
        items: { type: 'string', pattern: ERROR_FRAME_PATTERN.source },
      }),
      onlyFor: () => ({}),
      goesWith: () => ({}),
      restartIsForAll: () => ({}),
      nestedValidation: () => ({}),
      [OBJECT_OF]: ({ constraints }) => ({ $ref: refTo(constraints) }),
      [LIST_OF]: ({ constraints }) => ({ type: 'array', items: { $ref: refTo(constraints) } }),
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, { ...schema, additionalProperties: false }]),
  ) as Schemas;
}

function numberIn(constraints: readonly unknown[]): number {
  const [given] = constraints;
  return typeof given === 'number' ? given : 0;
}

function patternIn([given]: readonly unknown[]): string {
  return given instanceof RegExp ? given.source : '';
}

function refTo(constraints: readonly unknown[]): string {
  const given = constraints[0] as () => NamedClass;
  return `${COMPONENTS}${given().name}`;
}
