import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { replicaSet } from './replica-set.mjs';

test('nobody waits for an election when the cluster is stopped', { timeout: 10_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearken-replica-set-'));
  t.after(() => rmSync(folder, { recursive: true }));
  // No member runs, so there is never a primary.
  const { elect } = await replicaSet(folder, 'mongod');
  const stopping = new AbortController();
  const elected = elect(stopping.signal);
  stopping.abort();
  await assert.rejects(elected, { name: 'AbortError' });
});

test('the members keep their ports', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearken-replica-set-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const first = await replicaSet(folder, 'mongod');
  const again = await replicaSet(folder, 'mongod');
  assert.equal(again.uri, first.uri);
});
