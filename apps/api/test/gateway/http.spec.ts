import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stats } from '@hearken/protocol';
import { systemClock } from '../../src/platform/clock.js';
import { openMemoryStorage } from '../../src/storage/storage.module.js';
import { pairUp } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

const INDEX =
  '<!doctype html><html><head><style>a{}</style></head><body><hk-root></hk-root><script src="main-ABCD1234.js"></script></body></html>';
const SCRIPT = `console.log(${JSON.stringify('hearken '.repeat(500))});`;

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('HTTP', () => {
  let server: TestServer;
  let folder = '';
  let isUp = true;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-web-'));
    await mkdir(join(folder, 'media'));
    await writeFile(join(folder, 'index.html'), INDEX);
    await writeFile(join(folder, 'main-ABCD1234.js'), SCRIPT);
    await writeFile(join(folder, 'main-ABCD1234.js.map'), '{"sources":["secret.ts"]}');
    await writeFile(join(folder, 'media', 'bell-ABCD1234.mp3'), Buffer.alloc(1_000));
    await writeFile(join(folder, 'icon-maskable.svg'), `<svg>${' '.repeat(2_000)}</svg>`);
    await writeFile(join(folder, 'chunk-VqA_j8fJ.js'), SCRIPT);
    await writeFile(join(folder, '..', 'outside.txt'), 'outside');
    const storage = { ...openMemoryStorage(systemClock), isUp: () => Promise.resolve(isUp) };
    server = await startServer({ WEB_DIR: folder, CLIENT_URL: 'https://hearken.example' }, storage);
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
    await rm(join(folder, '..', 'outside.txt'));
  });

  /** Node's own client: fetch would hide encodings and tidy paths up. */
  function get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
        });
      });
      outgoing.on('error', reject).end();
    });
  }

  async function json(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const { status, body } = await get(path);
    return { status, body: JSON.parse(body.toString()) as unknown };
  }

  it('GET /health says what persistence and coordination are in use', async () => {
    const { status, body } = await json('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', version: '1.2.3', persistence: 'volatile', coordination: 'single' });
  });

  it('GET /health/ready says whether the database answers', async () => {
    expect(await json('/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
    isUp = false;
    expect(await json('/health/ready')).toMatchObject({ status: 503, body: { status: 'storage-down' } });
    expect((await get('/health')).status).toBe(200);
    isUp = true;
  });

  it('GET /metrics counts, and names nobody', async () => {
    const [alice] = await pairUp(server.client);
    await alice.say('a secret');
    const text = (await get('/metrics')).body.toString();
    expect(text).toMatch(/^hearken_registered 2$/m);
    expect(text).toMatch(/^hearken_rooms 1$/m);
    expect(text).toMatch(/^hearken_waiting\{role="vent"\} 0$/m);
    expect(text).toMatch(/^hearken_requests_total\{event="room:send",outcome="ok"\} 1$/m);
    expect(text).toMatch(/^hearken_flush_entries_count 1$/m);
    expect(text).toContain('process_cpu_seconds_total');
    for (const secret of [alice.me.publicId, alice.me.privateId, alice.room.roomId, 'a secret', '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
    alice.client.close();
    await eventually(async () => {
      expect((await get('/metrics')).body.toString()).toMatch(/^hearken_connections 1$/m);
    });
  });

  it('GET /stats tells figures of everybody and nothing of anybody, without a session', async () => {
    const [alice] = await pairUp(server.client);
    const carol = server.client();
    await carol.register({ role: 'talk' });
    const dave = server.client();
    await dave.register();
    // Counted anew at most once a second.
    const stats = await eventually(async () => {
      const { status, body } = await json('/stats');
      expect(status).toBe(200);
      expect(body).toMatchObject({ version: '1.2.3', waiting: 1 });
      return body;
    });
    expect(stats).toMatchObject({
      roles: {
        vent: { waiting: 0, medianWaitMs: expect.any(Number) },
        listen: { waiting: 0, talking: expect.any(Number) },
        talk: { online: 1, waiting: 1, talking: 0 },
      },
    });
    const { online, talking, roles } = stats as { online: number; talking: number; roles: Stats['roles'] };
    expect(talking).toBe(roles.vent.talking + roles.listen.talking);
    expect(online).toBe(talking + 2);
    const { headers, body } = await get('/stats');
    expect(headers['cache-control']).toBe('public, max-age=1');
    for (const secret of [alice.me.publicId, alice.room.roomId, '127.0.0.1']) {
      expect(body.toString()).not.toContain(secret);
    }
    for (const { client } of [alice, { client: carol }, { client: dave }]) client.close();
  });

  it.each(['/', '/vent', '/listen', '/talk', '/help', '/about', '/guidelines', '/listening', '/vent?from=link'])(
    '%s is the page, never cached',
    async (path) => {
      const { status, headers, body } = await get(path, { accept: 'text/html' });
      expect(status).toBe(200);
      expect(headers['content-type']).toContain('text/html');
      expect(headers['cache-control']).toBe('no-cache');
      expect(body.toString()).toContain('<hk-root');
    },
  );

  it('allows what stands in the page by a nonce, new each time, and nothing else', async () => {
    const nonces = await Promise.all(
      [get('/'), get('/')].map(async (got) => {
        const { headers, body } = await got;
        const policy = String(headers['content-security-policy']);
        const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
        expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
        expect(policy).toContain("default-src 'none'");
        expect(policy).not.toContain('unsafe');
        expect(body.toString()).toContain(`<hk-root ngCspNonce="${nonce}">`);
        expect(body.toString()).toContain(`<style nonce="${nonce}">`);
        expect(body.toString()).toContain(`<script nonce="${nonce}" src=`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('sends the security headers with everything', async () => {
    for (const path of ['/', '/health', '/main-ABCD1234.js', '/api/nothing']) {
      const { headers } = await get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('gives out hashed files compressed, for ever', async () => {
    const plain = await get('/main-ABCD1234.js');
    expect(plain.body.toString()).toBe(SCRIPT);
    const brotli = await get('/main-ABCD1234.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotli.body.length).toBeLessThan(500);
    const gzip = await get('/main-ABCD1234.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
    for (const { headers } of [plain, brotli, gzip]) {
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    }
    expect((await get('/chunk-VqA_j8fJ.js')).headers['cache-control']).toContain('immutable');
    const etag = String(brotli.headers['etag']);
    const again = await get('/main-ABCD1234.js', { 'accept-encoding': 'br', 'if-none-match': etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await get('/main-ABCD1234.js', { 'accept-encoding': 'br' }, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('has other files asked for again each time', async () => {
    expect((await get('/icon-maskable.svg')).headers['cache-control']).toBe('no-cache');
    expect((await get('/icon-maskable.svg', { 'accept-encoding': 'br' })).headers['cache-control']).toBe('no-cache');
  });

  it('gives out a part of a sound, as players ask for it', async () => {
    const { status, headers, body } = await get('/media/bell-ABCD1234.mp3', { range: 'bytes=0-9' });
    expect([status, body.length]).toEqual([206, 10]);
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each(['', 'br'])('keeps source maps and everything outside to itself (accepting %j)', async (encoding) => {
    const paths = [
      '/main-ABCD1234.js.map',
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
      '/media/../../outside.txt',
      '/media/..%5c..%5coutside.txt',
      '/.env',
    ];
    for (const path of paths) {
      const { status, body } = await get(path, { 'accept-encoding': encoding });
      expect([path, status]).toEqual([path, 404]);
      expect(body.toString()).not.toMatch(/outside|secret/);
    }
  });

  it.each(['/api', '/api/nothing', '/nothing.js', '/stats/nothing', '/health/nothing', '/socket.io.js'])(
    '%s is no page: a problem, in JSON',
    async (path) => {
      const { status, headers, body } = await get(path, { accept: 'text/html' });
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(JSON.parse(body.toString())).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
    },
  );

  it('answers an unknown page with the page, and 404', async () => {
    const { status, body } = await get('/nowhere', { accept: 'text/html' });
    expect(status).toBe(404);
    expect(body.toString()).toContain('<hk-root');
    expect((await get('/nowhere', { accept: 'application/json' })).body.toString()).toContain('Not Found');
  });

  it.each(['/%', '/%00', '/%E0%A4%A', '/vent/%c0%af'])('%s is a bad request, and not our fault', async (path) => {
    const { status } = await get(path);
    expect([400, 404]).toContain(status);
    expect(server.complaints()).toEqual([]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is answered, whatever it says', async (method) => {
    for (const path of ['/', '/vent', '/health', '/main-ABCD1234.js', '/api/x']) {
      expect([path, (await get(path, {}, method)).status]).toEqual([path, 404]);
    }
  });

  it.each([
    'rubbish\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n\r\n`,
    '\u0000\u0001',
  ])('I9: survives %j', async (bytes) => {
    await new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.end(bytes);
      });
      socket.on('error', resolve).on('close', resolve).resume();
    });
    expect((await get('/health')).status).toBe(200);
    expect(server.complaints()).toEqual([]);
  });

  it('lets pages of CLIENT_URL read its answers, and no others', async () => {
    const mine = await get('/health', { origin: 'https://hearken.example' });
    expect(mine.headers['access-control-allow-origin']).toBe('https://hearken.example');
    const evil = await get('/health', { origin: 'https://evil.example' });
    expect(evil.headers['access-control-allow-origin']).not.toBe('https://evil.example');
  });
});
