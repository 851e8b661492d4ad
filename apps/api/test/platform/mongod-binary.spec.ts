import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findOrFetchMongod } from '../../src/platform/mongo/mongod-binary.js';

describe('the search for mongod', () => {
  let folder: string;
  let cacheDir: string;
  let lines: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-mongod-'));
    cacheDir = join(folder, 'cache');
    lines = [];
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Looks without the network: what can be downloaded is another story, told by every first start. */
  function search(env: Record<string, string>): Promise<string | undefined> {
    return findOrFetchMongod({ report: (line) => void lines.push(line), cacheDir, env, mayDownload: false });
  }

  async function program(path: string, version: string): Promise<string> {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho "db version ${version}"\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('takes the one that is named before one on the PATH', async () => {
    const named = await program(join(folder, 'named', 'mongod'), 'v7.0.45');
    await program(join(folder, 'bin', 'mongod'), 'v6.0.5');

    expect(await search({ MONGOMS_SYSTEM_BINARY: named, PATH: join(folder, 'bin') })).toBe(named);
    expect(lines).toEqual(['mongod: MONGOMS_SYSTEM_BINARY or mongod on the PATH: v7.0.45']);
  });

  it('takes the one on the PATH before a fetched one', async () => {
    const onPath = await program(join(folder, 'bin', 'mongod'), 'v6.0.5');
    await fetched('v7.0.45');

    expect(await search({ PATH: `/nowhere:${join(folder, 'bin')}` })).toBe(onPath);
  });

  it('takes what an earlier start fetched, also after the folder moved', async () => {
    await fetched('v7.0.45');
    const moved = join(folder, 'moved');
    await mkdir(moved);
    await copyFile(join(cacheDir, 'fetched.json'), join(moved, 'fetched.json'));
    const program7 = await program(join(moved, 'some', 'mongod'), 'v7.0.45');
    cacheDir = moved;

    expect(await search({ PATH: '' })).toBe(program7);
    expect(lines).toEqual([
      'mongod: MONGOMS_SYSTEM_BINARY or mongod on the PATH: none',
      'mongod: what an earlier start fetched: v7.0.45',
    ]);
  });

  it('goes on to the next source when a program does not run here', async () => {
    const broken = join(folder, 'broken');
    await writeFile(broken, '#!/bin/sh\nexit 127\n');
    await chmod(broken, 0o755);

    expect(await search({ MONGOMS_SYSTEM_BINARY: broken })).toBeUndefined();
    expect(lines[0]).toContain('MONGOMS_SYSTEM_BINARY or mongod on the PATH: failed');
    expect(lines[1]).toBe('mongod: what an earlier start fetched: none');
  });

  it('is not stopped by a note that was cut off', async () => {
    await mkdir(cacheDir);
    await writeFile(join(cacheDir, 'fetched.json'), '{"mong');

    expect(await search({ PATH: '' })).toBeUndefined();
  });

  async function fetched(version: string): Promise<void> {
    await program(join(cacheDir, 'some', 'mongod'), version);
    await writeFile(join(cacheDir, 'fetched.json'), JSON.stringify({ mongod: 'some/mongod' }));
  }
});
