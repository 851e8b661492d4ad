import { expect } from '@jest/globals';
import fc from 'fast-check';
import { knownOr, type ApiDescription, type Known, type Route, type Schema } from './api-description.js';

/** One call as the fuzzer makes it. */
interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a route is tried with. */
export interface Ammunition {
  readonly known: Known;
  /** Values of `Authorization` that may open it: drawn twice as often as all the others together. */
  readonly right: readonly string[];
  /** Others: of somebody else, of the other side, spoilt. */
  readonly wrong: readonly string[];
}

/** Would stand out in any answer that gave back what was sent. */
const MARK = '<script>alert("hearken-fuzz")</script>';
/** Traces of a fault: places in the code, names of its parts. */
const TRACES = /node_modules|\.ts:\d+|\.js:\d+|\bat [\w.]+ \(|MongoServerError|MongoError|CastError|TypeError/;
/** An answer that takes longer is none, also on a machine that is busy with other tests. */
const PATIENCE_MS = 60_000;

const RIGHTLY = 8;

/** What a database would take for an operator, and what a prototype would take for itself. */
const OPERATORS: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $where: 'sleep(1000)' },
  { $regex: '.*' },
  { $in: [] },
  { $expr: { $function: { body: 'x', args: [], lang: 'js' } } },
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'),
  ['$gt', ''],
];
const ODDITIES: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  MARK,
  '$where',
  '\u0000',
  '\ud800',
  'x'.repeat(5_000),
  [[[[[[]]]]]],
];

export const FORGED_HEADERS: Readonly<Record<string, string>> = {
  'x-forwarded-for': '203.0.113.9, 10.0.0.1',
  'x-real-ip': '203.0.113.9',
  forwarded: 'for=203.0.113.9;proto=https',
  'x-http-method-override': 'DELETE',
  'x-original-url': '/api/admin/overview',
};

const spoilt = fc.oneof(fc.constantFrom(...OPERATORS, ...ODDITIES), fc.jsonValue(), fc.string());
const words = fc.oneof(
  fc.constantFrom(MARK, '../../etc/passwd', '%00', '$ne', 'null', '[object Object]', 'x'.repeat(300)),
  fc.string(),
);
const brokenAuthorizations = fc.constantFrom(
  '',
  'Bearer',
  'Basic YTpi',
  `Bearer ${'x'.repeat(2_000)}`,
  'Bearer {"$gt":""}',
  'Bearer a.b.c',
);

/** Calls made from the description of a server, and what every answer has to keep to. */
export class Fuzzer {
  /** How the routes were answered: `method path` -> status -> times. */
  readonly answered = new Map<string, Map<number, number>>();

  constructor(
    private readonly url: string,
    private readonly description: ApiDescription,
    private readonly seed: number,
  ) {}

  /** As it should be: what fits, from each who may; and once from nobody. */
  async rightly(route: Route, { known, right }: Ammunition): Promise<void> {
    const { body: schema } = route;
    const fitting = schema === undefined ? fc.constant(undefined) : this.description.fitting(schema, known);
    const samples = fc.sample(fitting, { numRuns: RIGHTLY, seed: this.seed });
    for (const [index, made] of [undefined, ...samples].entries()) {
      const authorization = index === 0 ? '' : (right[index % right.length] ?? '');
      const body = made === undefined ? undefined : JSON.stringify(made);
      const path = this.#filled(route, {}, known);
      await this.#judge(route, { path, headers: headersOf(authorization, body), body });
    }
  }

  /** Whatever can be sent to a route, at random; a failure prints seed and path to replay it. */
  async random(route: Route, ammunition: Ammunition, runs: number): Promise<void> {
    const property = fc.asyncProperty(this.#calls(route, ammunition), async (made) => {
      await this.#judge(route, made);
    });
    await fc.assert(property, { numRuns: runs, seed: this.seed, endOnFailure: true });
  }

  /** Each operator in each field of the body, and in each parameter: refused wherever it does not fit. */
  async operators(route: Route, { known, right: [authorization = ''] }: Ammunition): Promise<void> {
    for (const operator of OPERATORS) {
      if (route.body !== undefined) await this.#operatorInBody(route, known, { operator, authorization });
      for (const { name } of route.parameters) {
        const asPath = encodeURIComponent(JSON.stringify(operator));
        const path = this.#filled(route, { [name]: asPath }, known);
        const body = route.body === undefined ? undefined : JSON.stringify(this.#sample(route.body, known));
        await this.#judge(route, { path, headers: headersOf(authorization, body), body });
        const asQuery = `${this.#filled(route, {}, known)}${path.includes('?') ? '&' : '?'}${name}[$ne]=x`;
        await this.#judge(route, { path: asQuery, headers: headersOf(authorization, body), body });
      }
    }
  }

  /** `method path` of the routes that were answered so. */
  routesWith(isMeant: (status: number) => boolean): readonly string[] {
    return [...this.answered].filter(([, statuses]) => [...statuses.keys()].some(isMeant)).map(([name]) => name);
  }

  async #operatorInBody(
    route: Route,
    known: Known,
    { operator, authorization }: { readonly operator: unknown; readonly authorization: string },
  ): Promise<void> {
    const { body: schema = {} } = route;
    for (const place of [...this.#placesIn(schema), ['$where'], []]) {
      const body = place.length === 0 ? operator : put(this.#sample(schema, known), place, operator);
      const isFitting = this.description.faultIn(schema, body) === undefined;
      const sent = JSON.stringify(body);
      const path = this.#filled(route, {}, known);
      const status = await this.#judge(route, { path, headers: headersOf(authorization, sent), body: sent });
      const shown = `${route.method} ${route.path} ${sent} -> ${String(status)}`;
      if (!isFitting) expect([shown, status]).toEqual([shown, 400]);
    }
  }

  /** Every field of a body, those inside others too. */
  #placesIn(given: Schema): readonly (readonly string[])[] {
    return Object.entries(this.description.resolved(given).properties ?? {}).flatMap(([name, schema]) => [
      [name],
      ...this.#placesIn(schema).map((inside) => [name, ...inside]),
    ]);
  }

  #sample(schema: Schema, known: Known): unknown {
    return fc.sample(this.description.fitting(schema, known), { numRuns: 1, seed: this.seed })[0];
  }

  /** Bodies that fit, bodies with one field spoilt, and whatever else can be sent. */
  #bodies(schema: Schema | undefined, known: Known): fc.Arbitrary<string | undefined> {
    const fits = schema === undefined ? fc.constant({}) : this.description.fitting(schema, known);
    const fields = schema === undefined ? [] : this.#placesIn(schema);
    const places = fc.constantFrom(...fields, ['extra'], ['$where'], ['__proto__']);
    const broken = fc
      .tuple(fits, places, spoilt)
      .map(([body, place, value]) => JSON.stringify(put(body, place, value)));
    return fc.oneof(
      { weight: 5, arbitrary: fits.map((body) => JSON.stringify(body)) },
      { weight: 4, arbitrary: broken },
      { weight: 1, arbitrary: spoilt.map((value) => JSON.stringify(value)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('{', '[]', 'null', MARK, '"', '{"a":1e999}', `{"a":"${'x'.repeat(70_000)}"}`),
      },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  }

  #calls(route: Route, { known, right, wrong }: Ammunition): fc.Arbitrary<Call> {
    const values = fc.tuple(
      ...route.parameters.map(({ name, schema = {} }) =>
        knownOr(this.#knownFor(name, schema, known), fc.oneof(words, this.description.fitting(schema, known))).map(
          String,
        ),
      ),
    );
    const authorization = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...right) },
      ...(wrong.length === 0 ? [] : [{ weight: 2, arbitrary: fc.constantFrom(...wrong) }]),
      { weight: 1, arbitrary: brokenAuthorizations },
    );
    const types = fc.oneof(
      { weight: 12, arbitrary: fc.constant('application/json') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('text/html', 'application/x-www-form-urlencoded', 'application/json; charset=utf-7'),
      },
    );
    const bodies = route.method === 'get' ? fc.constant(undefined) : this.#bodies(route.body, known);
    return fc.tuple(values, authorization, types, bodies, fc.boolean()).map(([given, secret, type, body, isForged]) => {
      const named = Object.fromEntries(
        route.parameters.map(({ name }, index) => [name, encodeURIComponent((given[index] ?? '').toWellFormed())]),
      );
      return {
        path: this.#filled(route, named, known),
        headers: { ...headersOf(secret, body, type), ...(isForged ? FORGED_HEADERS : {}) },
        body,
      };
    });
  }

  /** The path with its parameters; those that are not given are a known value, or left out of the query. */
  #filled({ path, parameters }: Route, given: Readonly<Record<string, string>>, known: Known): string {
    const valueOf = (name: string) => {
      const schema = parameters.find((parameter) => parameter.name === name)?.schema ?? {};
      return given[name] ?? this.#knownFor(name, schema, known).map((value) => encodeURIComponent(String(value)))[0];
    };
    const inPath = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name) ?? 'x');
    const query = parameters.flatMap(({ name, in: where }) =>
      where === 'query' && given[name] !== undefined ? [`${name}=${given[name]}`] : [],
    );
    return query.length === 0 ? inPath : `${inPath}?${query.join('&')}`;
  }

  /** The ids of different things have one name. */
  #knownFor(name: string, schema: Schema, known: Known): readonly unknown[] {
    return (known[name] ?? []).filter((value) => this.description.faultIn(schema, String(value)) === undefined);
  }

  /** I9, I10: no fault, no trace of one, nothing given back; what is answered is as described. */
  async #judge(route: Route, { path, headers, body }: Call): Promise<number> {
    const response = await this.#fetched(route, { path, headers, body });
    const { status } = response;
    this.#note(`${route.method} ${route.path}`, status);
    const type = response.headers.get('content-type') ?? '';
    // Events never end by themselves.
    const text = type.startsWith('text/event-stream') ? await cancelled(response) : await response.text();
    const shown = `${route.method} ${path} -> ${String(status)} ${text.slice(0, 300)}`;
    expect({ shown, isFault: status >= 500 }).toEqual({ shown, isFault: false });
    expect([shown, response.headers.get('x-content-type-options'), type.includes('html')]).toEqual([
      shown,
      'nosniff',
      false,
    ]);
    if (status >= 400) {
      expect(text).not.toMatch(TRACES);
      expect(text).not.toMatch(/hearken-fuzz|<script/);
      expect([shown, type]).toEqual([shown, expect.stringContaining('application/problem+json')]);
      expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', status });
    }
    if (type.includes('json') && !type.includes('ndjson')) {
      expect([shown, this.description.faultOfAnswer(route, status, JSON.parse(text))]).toEqual([shown, undefined]);
    }
    return status;
  }

  async #fetched({ method }: Route, { path, headers, body }: Call): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method: method.toUpperCase(),
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined ? {} : { body }),
      });
    } catch (cause) {
      throw new Error(`${method} ${path} ${String(body).slice(0, 300)} has no answer`, { cause });
    }
  }

  #note(name: string, status: number): void {
    const statuses = this.answered.get(name) ?? new Map<number, number>();
    this.answered.set(name, statuses.set(status, (statuses.get(status) ?? 0) + 1));
  }
}

async function cancelled(response: Response): Promise<string> {
  await response.body?.cancel();
  return '';
}

function headersOf(
  authorization: string,
  body: string | undefined,
  type = 'application/json',
): Readonly<Record<string, string>> {
  return {
    ...(authorization === '' ? {} : { authorization }),
    ...(body === undefined ? {} : { 'content-type': type }),
  };
}

/** A copy with something else in one place. Defined, not set: `__proto__` is a field like any other here. */
function put(body: unknown, [field = '', ...inside]: readonly string[], value: unknown): unknown {
  const copy = typeof body === 'object' && body !== null ? { ...body } : {};
  const before: unknown = Reflect.get(copy, field);
  Object.defineProperty(copy, field, {
    value: inside.length === 0 ? value : put(before, inside, value),
    enumerable: true,
    configurable: true,
  });
  return copy;
}
