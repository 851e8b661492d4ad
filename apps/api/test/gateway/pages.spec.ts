import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAGE_NAMES } from '@hearken/protocol';
import { startServer, type TestServer } from '../support/server.js';

describe('GET /api/pages/:name', () => {
  let server: TestServer;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-content-'));
    await writeFile(join(folder, 'contact.md'), '# Write to us\n\n<script>alert(1)</script>');
    await writeFile(join(folder, 'secret.md'), 'secret');
    server = await startServer({ CONTENT_DIR: folder });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const get = (name: string) => fetch(`${server.url}/api/pages/${name}`);

  /** As a browser asks again: fetch of Node adds `Cache-Control: no-cache` by itself, which wants the whole answer. */
  const statusAgain = (name: string, etag: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${server.url}/api/pages/${name}`, { headers: { 'if-none-match': etag } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it.each(PAGE_NAMES)('gives %s as JSON, asked for again each time', async (name) => {
    const answer = await get(name);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.json()).toMatchObject({ name, markdown: expect.stringMatching(/^# /) });
    expect(await statusAgain(name, answer.headers.get('etag') ?? '')).toBe(304);
  });

  it("gives the operator's own text as it is: the page makes it safe", async () => {
    expect(await (await get('contact')).json()).toEqual({
      name: 'contact',
      markdown: '# Write to us\n\n<script>alert(1)</script>',
      version: expect.stringMatching(/^[\w-]{10}$/),
    });
  });

  it.each(['secret', 'nothing', '..%2fsecret', '%2e%2e', 'about.md', 'constructor', '__proto__', 'a'.repeat(5_000)])(
    'knows nothing else (%#)',
    async (name) => {
      const answer = await get(name);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.text()).not.toContain('secret');
    },
  );
});
