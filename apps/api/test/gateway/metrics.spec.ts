import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairUp } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

const fromRoot = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');

describe('GET /metrics', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const read = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();

  it('counts what happens', async () => {
    const [alice] = await pairUp(() => server.client());
    await alice.say('one');
    await alice.say('two');
    const { privateId, publicId } = alice.me;
    alice.client.close();
    await server.client().register({ privateId, publicId });
    await eventually(async () => {
      const text = await read();
      expect(text).toMatch(/^hearken_entries_total 2$/m);
      expect(text).toMatch(/^hearken_pairs_total\{outcome="paired"\} 1$/m);
      expect(text).toMatch(/^hearken_ack_seconds_count 2$/m);
      expect(text).toMatch(/^hearken_registers_total\{kind="new"\} 2$/m);
      expect(text).toMatch(/^hearken_registers_total\{kind="resumed"\} 1$/m);
      expect(text).toMatch(/^hearken_for_operators\{what="reports"\} 0$/m);
      expect(text).toMatch(/^hearken_wait_median_seconds\{role="vent"\} /m);
    });
  });

  it.each(['ops/grafana/hearken.json', 'ops/prometheus/alerts.yml'])('has every figure that %s names', async (path) => {
    const named = new Set(
      [...fromRoot(path).matchAll(/\b(?:hearken|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name),
    );
    expect(named.size).toBeGreaterThan(5);
    const text = await read();
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    const isKnown = (name: string): boolean => known.has(name) || known.has(name.replace(/_(bucket|sum|count)$/, ''));
    expect([...named].filter((name) => !isKnown(name))).toEqual([]);
  });
});
