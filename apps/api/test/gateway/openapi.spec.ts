import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NONCE_PATTERN, ULID_PATTERN } from '@hearken/protocol';
import { startServer, type TestServer } from '../support/server.js';

interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: unknown }>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: unknown }>>>>;
}

const FILE = join(import.meta.dirname, '../../openapi.json');

describe('the description of the API', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.close());

  it('is OpenAPI 3.1, and the file in the repository (UPDATE_DOCS=1 writes it)', async () => {
    const answer = await fetch(`${server.url}/api/docs/openapi.json`);
    expect(answer.status).toBe(200);
    const document = (await answer.json()) as { openapi: string; paths: Record<string, object> };
    expect(document.openapi).toMatch(/^3\.1\./);
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(FILE, text);
    expect(await readFile(FILE, 'utf8')).toBe(text);
  });

  it('names no schema that it does not have, and describes the body of each route that takes one', async () => {
    const answer = await fetch(`${server.url}/api/docs/openapi.json`);
    const { components, paths } = (await answer.json()) as Described;
    const known = Object.keys(components.schemas);
    const text = JSON.stringify({ components, paths });
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    // A pattern that is lost leaves a field that anything fits.
    expect(components.schemas['MessageDraftDto']?.properties).toMatchObject({
      nonce: { type: 'string', pattern: NONCE_PATTERN.source },
      roomId: { type: 'string', pattern: ULID_PATTERN.source },
    });
    const bodiless = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method, { requestBody }]) => ['post', 'put'].includes(method) && requestBody === undefined)
        .map(([method]) => `${method} ${path}`),
    );
    expect(bodiless).toEqual(['post /api/admin/session/refresh', 'post /api/admin/session/end-all']);
  });

  it('is shown as a page that loads nothing from elsewhere and runs nothing inline', async () => {
    const answer = await fetch(`${server.url}/api/docs`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).not.toMatch(/<script>|src="http|href="http/);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';");
    const scripts = [...html.matchAll(/<script src="([^"]+)"/g)].map(([, source = '']) => source);
    expect(scripts.length).toBeGreaterThan(0);
    for (const source of scripts) {
      expect((await fetch(new URL(source, `${server.url}/api/docs/`))).status).toBe(200);
    }
  });
});
