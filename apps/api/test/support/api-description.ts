import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';

/** As much of a schema as our description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly security?: readonly unknown[];
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One route as it is described. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Undefined where it takes no body. */
  readonly body: Schema | undefined;
  readonly needsSecret: boolean;
  readonly operation: Operation;
}

const ROOT = 'hearken';

/** The description that a server gives of itself, to make calls from and to hold answers against. */
export class ApiDescription {
  readonly routes: readonly Route[];
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  private constructor({ paths, components }: Description) {
    this.#schemas = components.schemas;
    this.#ajv = new Ajv2020({ strict: false, allErrors: false });
    this.#ajv.addSchema({ $id: ROOT, components });
    this.routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => routeOf(method, path, operation)),
    );
  }

  static async of(url: string): Promise<ApiDescription> {
    const response = await fetch(`${url}/api/docs/openapi.json`);
    return new ApiDescription((await response.json()) as Description);
  }

  resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (this.#schemas[name] ?? {});
  }

  /** What does not fit a schema of the description; undefined where all does. */
  faultIn(schema: Schema, value: unknown): string | undefined {
    const validate = this.#validatorOf(schema);
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors);
  }

  /** What is wrong with an answer, as it is described; undefined where it is right, or not described further. */
  faultOfAnswer({ operation }: Route, status: number, body: unknown): string | undefined {
    const { content } = operation.responses[String(status)] ?? operation.responses['default'] ?? {};
    const schema = content?.['application/json']?.schema;
    return schema === undefined ? undefined : this.faultIn(schema, body);
  }

  /** Values that fit a schema; where `known` has values of that name (of a field, or of the schema), those as well. */
  fitting(given: Schema, known: Known): fc.Arbitrary<unknown> {
    return knownOr(known[given.$ref?.split('/').at(-1) ?? ''], this.#made(this.resolved(given), known));
  }

  #made(schema: Schema, known: Known): fc.Arbitrary<unknown> {
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
    const { minimum = 0, maximum = 1_000, minLength = 0, maxLength = 64 } = schema;
    switch (schema.type) {
      case 'string':
        return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 64)) });
      case 'integer':
      case 'number':
        return fc.integer({ min: Math.ceil(minimum), max: Math.min(maximum, Number.MAX_SAFE_INTEGER) });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(this.fitting(schema.items ?? {}, known), { maxLength: 3 });
      default: {
        const fields = Object.entries(schema.properties ?? {}).map(
          ([name, of]) => [name, knownOr(known[name], this.fitting(of, known))] as const,
        );
        return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
      }
    }
  }

  #validatorOf(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = this.#validators.get(key);
    if (known !== undefined) return known;
    const made = this.#ajv.compile(schema.$ref === undefined ? schema : { $ref: `${ROOT}${schema.$ref}` });
    this.#validators.set(key, made);
    return made;
  }
}

/** Values that mean something to the server under test, by the name of their field, parameter or schema. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

export function knownOr<T>(values: readonly unknown[] | undefined, other: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  if (values === undefined || values.length === 0) return other;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: other });
}

function routeOf(method: string, path: string, operation: Operation): Route {
  return {
    method,
    path,
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content?.['application/json']?.schema,
    needsSecret: (operation.security ?? []).some((way) => JSON.stringify(way) !== '{}'),
    operation,
  };
}
