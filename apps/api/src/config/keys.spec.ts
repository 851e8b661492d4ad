import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openKeys } from './keys.js';

describe('openKeys', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-keys-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('creates a key once, readable by nobody else', async () => {
    const dataDir = join(folder, 'data');
    const first = await openKeys({ is: 'data-folder' }, dataDir);
    expect(first).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    expect(await openKeys({ is: 'data-folder' }, dataDir)).toEqual(first);
    expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o600);
  });

  it('reads several keys, the first of which signs', async () => {
    await writeFile(join(folder, 'keys'), `${'n'.repeat(43)}\n${'o'.repeat(43)}\n`);
    expect(await openKeys({ is: 'data-folder' }, folder)).toEqual(['n'.repeat(43), 'o'.repeat(43)]);
  });

  it('leaves the data folder alone when keys are given', async () => {
    expect(await openKeys({ is: 'given', keys: ['k'] }, folder)).toEqual(['k']);
    await expect(readFile(join(folder, 'keys'))).rejects.toThrow('ENOENT');
  });

  it('does not go on with an emptied file', async () => {
    await writeFile(join(folder, 'keys'), '\n');
    await expect(openKeys({ is: 'data-folder' }, folder)).rejects.toThrow('is empty');
  });
});
