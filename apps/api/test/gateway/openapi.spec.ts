import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

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
