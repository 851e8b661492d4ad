import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkBody } from '@hearken/protocol/dto';
import * as dtos from '@hearken/protocol/dto';
import { CallingClient, nonce } from '../support/calls.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

/** As much of a schema as our description uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One call as the fuzzer makes it. */
interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Would stand out in any answer that gave back what was sent. */
const MARK = '<script>alert("hearken-fuzz")</script>';
/** Traces of a fault: places in the code, names of its parts. */
const TRACES = /node_modules|\.ts:\d+|\.js:\d+|\bat [\w.]+ \(|MongoServerError|CastError|hearken-fuzz/;

/** What a database would take for an operator, and what a prototype would take for itself. */
const OPERATORS: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $where: 'sleep(1000)' },
  { $regex: '.*' },
  { $in: [] },
  { $expr: { $function: { body: 'x', args: [], lang: 'js' } } },
  { __proto__: { isAdmin: true }, constructor: { prototype: { isAdmin: true } } },
  ['$gt', ''],
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

const spoilt = fc.oneof(fc.constantFrom(...OPERATORS), fc.jsonValue(), fc.string());

const forged: Readonly<Record<string, string>> = {
  'x-forwarded-for': '203.0.113.9, 10.0.0.1',
  'x-real-ip': '203.0.113.9',
  forwarded: 'for=203.0.113.9;proto=https',
  'x-http-method-override': 'DELETE',
  'x-original-url': '/api/admin/overview',
};

describe('fuzz: every route of the description', () => {
  let server: TestServer;
  let description: Description;
  let people: readonly CallingClient[];

  beforeAll(async () => {
    server = await startServer({
      ADDRESS_CONNECTS_PER_MINUTE: '100000',
      ADDRESS_REGISTERED_MAX: '10000',
      TEXTS_PER_SECOND: '1000',
      TEXTS_BURST: '1000',
      TEXTS_PER_MINUTE: '60000',
      JOINS_PER_SECOND: '1000',
      SAME_DEVICE_MAY_MEET: 'on',
    });
    description = (await (await fetch(`${server.url}/api/docs/openapi.json`)).json()) as Description;
    const open = (): Promise<CallingClient> => CallingClient.open(server.url);
    const [alice, bob, carol, dave] = await Promise.all([open(), open(), open(), open()]);
    await alice.join('vent');
    await bob.join('listen');
    await carol.join('talk');
    await alice.paired();
    people = [alice, bob, carol, dave];
  });

  afterAll(() => server.close());

  function resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (description.components.schemas[name] ?? {});
  }

  /** Values that fit a schema. */
  function fitting(given: Schema): fc.Arbitrary<unknown> {
    const schema = resolved(given);
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
        return fc.array(fitting(schema.items ?? {}), { maxLength: 3 });
      default: {
        const fields = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, fitting(of)] as const);
        return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
      }
    }
  }

  /** Bodies that fit, bodies with one field spoilt, and whatever else can be sent. */
  function bodies(schema: Schema | undefined): fc.Arbitrary<string | undefined> {
    const fits = schema === undefined ? fc.constant({}) : fitting(schema);
    const fields = Object.keys(resolved(schema ?? {}).properties ?? {});
    const broken = fc.tuple(fits, fc.constantFrom(...fields, 'extra', '$where', '__proto__'), spoilt).map(([body, field, value]) => {
      const copy = typeof body === 'object' && body !== null ? { ...body } : {};
      Object.defineProperty(copy, field, { value, enumerable: true });
      return JSON.stringify(copy);
    });
    return fc.oneof(
      { weight: 3, arbitrary: fits.map((body) => JSON.stringify(body)) },
      { weight: 5, arbitrary: broken },
      { weight: 1, arbitrary: spoilt.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.constantFrom('{', '[]', 'null', MARK, '"', '{"a":1e999}', `{"a":"${'x'.repeat(70_000)}"}`) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  }

  const word = fc.oneof(
    fc.constantFrom(MARK, '../../etc/passwd', '%00', '$ne', 'null', '[object Object]', 'x'.repeat(300)),
    fc.string(),
  );

  function calls(path: string, method: string, operation: Operation): fc.Arbitrary<Call> {
    const parameters = operation.parameters ?? [];
    const values = fc.tuple(...parameters.map(({ schema }) => fc.oneof(word, fitting(schema ?? {}).map(String))));
    const secret = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...people.map(({ me }) => `Bearer ${me.privateId}`)) },
      { weight: 1, arbitrary: fc.stringMatching(/^[\w-]{43}$/).map((made) => `Bearer ${made}`) },
      { weight: 1, arbitrary: fc.constantFrom('', 'Bearer', 'Basic YTpi', `Bearer ${'x'.repeat(2_000)}`, 'Bearer {"$gt":""}') },
    );
    const type = fc.oneof(
      { weight: 8, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom('text/html', 'application/x-www-form-urlencoded', 'application/json; charset=utf-7') },
    );
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    const body = method === 'get' ? fc.constant(undefined) : bodies(schema);
    return fc.tuple(values, secret, type, body, fc.boolean()).map(([given, authorization, contentType, sent, isForged]) => {
      let filled = path;
      const query: string[] = [];
      parameters.forEach((parameter, index) => {
        const value = encodeURIComponent(wellFormed(given[index] ?? ''));
        if (parameter.in === 'path') filled = filled.replace(`{${parameter.name}}`, value);
        else query.push(`${parameter.name}=${value}`, ...(isForged ? [`${parameter.name}[$ne]=${value}`] : []));
      });
      return {
        path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
        headers: {
          ...(authorization === '' ? {} : { authorization }),
          ...(sent === undefined ? {} : { 'content-type': contentType }),
          ...(isForged ? forged : {}),
        },
        body: sent,
      };
    });
  }

  /** The answer's own schema, as the class that stands behind it; undefined where none is described. */
  function classOf(operation: Operation, status: number): (new () => object) | undefined {
    const { schema } = operation.responses[String(status)]?.content?.['application/json'] ?? {};
    const name = schema?.$ref?.split('/').at(-1) ?? '';
    const found: unknown = Reflect.get(dtos, name);
    return typeof found === 'function' ? (found as new () => object) : undefined;
  }

  async function judge(method: string, operation: Operation, { path, headers, body }: Call): Promise<void> {
    const response = await fetch(`${server.url}${path}`, {
      method: method.toUpperCase(),
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const shown = `${method} ${path} -> ${String(response.status)} ${text.slice(0, 300)}`;
    expect({ shown, isFault: response.status >= 500 }).toEqual({ shown, isFault: false });
    expect(text).not.toMatch(TRACES);
    if (response.status >= 400) {
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      const problem = JSON.parse(text) as { status: number; type: string };
      expect(problem).toMatchObject({ type: 'about:blank', status: response.status });
    } else if (text !== '') {
      expect(response.headers.get('content-type')).not.toContain('text/html');
      const answer = classOf(operation, response.status);
      if (answer !== undefined) expect([shown, checkBody(answer, JSON.parse(text))]).toEqual([shown, undefined]);
    }
  }

  it('I9, I10: no fault, no trace of one, nothing given back; what is answered is as described', async () => {
    const tried: string[] = [];
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        tried.push(`${method} ${path}`);
        const property = fc.asyncProperty(calls(path, method, operation), (made) => judge(method, operation, made));
        await fc.assert(property, { numRuns: 40, endOnFailure: true });
      }
    }
    expect(tried.length).toBeGreaterThan(15);
    expect(tried).toContain('post /api/messages');
    expect(server.complaints()).toEqual([]);
    // The rest of the house goes on.
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  }, 600_000);

  it("somebody else's ids are nobody's: messages, rooms, cursors", async () => {
    const [eve, frank, mallory] = await Promise.all([1, 2, 3].map(() => CallingClient.open(server.url)));
    if (eve === undefined || frank === undefined || mallory === undefined) throw new Error('three people');
    await eve.join('talk');
    await frank.join('talk');
    const { roomId } = await eve.paired();
    const mine = await eve.say('between us');
    const { cursor } = await frank.read();
    const id = encodeURIComponent(mine.id);
    expect(await mallory.refused('POST', '/api/likes', { messageId: mine.id })).toMatchObject({ code: 'unknown-message' });
    expect(await mallory.refused('DELETE', `/api/likes/${id}`)).toMatchObject({ code: 'unknown-message' });
    expect(await mallory.refused('GET', `/api/messages?after=${cursor}`)).toMatchObject({ code: 'not-member' });
    for (const [path, body] of [
      ['/api/messages', { nonce: nonce(), content: 'let me in' }],
      ['/api/typing', { typing: true }],
      ['/api/next', {}],
      ['/api/leave', {}],
      ['/api/reports', { reason: 'spam' }],
    ] as const) {
      expect(await mallory.refused('POST', path, { ...body, roomId })).toMatchObject({ code: 'not-member', status: 404 });
    }
    expect((await eve.paired()).roomId).toBe(roomId);
    // One's own message, and one that has vanished.
    expect(await eve.refused('POST', '/api/likes', { messageId: mine.id })).toMatchObject({ code: 'invalid' });
    const socket = server.client();
    const { privateId, publicId } = eve.me;
    await socket.register({ privateId, publicId, numbering: 'server' });
    await socket.request('room:delete', { roomId });
    expect(['ended', 'unknown-message']).toContain((await frank.refused('POST', '/api/likes', { messageId: mine.id })).code);
    expect(await frank.refused('POST', '/api/likes', { messageId: mine.id.replace(/\d$/, '9') })).toMatchObject({ status: expect.any(Number) });
  });

  it('forged proxy headers change neither the bucket nor the place in line', async () => {
    const [first, second] = [await CallingClient.open(server.url), await CallingClient.open(server.url)];
    await Promise.all(people.map((person) => person.call('DELETE', '/api/queue')));
    await eventually(async () => {
      await first.join('vent');
      expect(await second.join('vent')).toMatchObject({ position: 2 });
    });
    const answer = await fetch(`${server.url}/api/queue`, {
      headers: { authorization: `Bearer ${second.me.privateId}`, ...forged },
    });
    expect(await answer.json()).toMatchObject({ is: 'queued', position: 2 });
    const statuses = new Set<number>();
    for (let n = 0; n < 60; n += 1) {
      const { status } = await fetch(`${server.url}/api/queue`, {
        headers: { authorization: `Bearer ${second.me.privateId}`, 'x-forwarded-for': `203.0.113.${String(n)}` },
      });
      statuses.add(status);
    }
    // The purse is the person's, whatever address is claimed.
    expect([...statuses].sort()).toEqual([200, 429]);
  });
});

/** A lone half of a pair cannot stand in an address. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
