import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_NAMES } from '@hearken/protocol';
import { silentLog } from '../platform/log.js';
import { splitFrontMatter } from './front-matter.js';
import { PAGE_TEXT_MAX_BYTES, PageTexts } from './page-texts.js';

const OURS = fileURLToPath(new URL('../../content', import.meta.url));

describe('splitFrontMatter', () => {
  it.each([
    ['---\nversion: 3\n---\n\n# Hi\n', { markdown: '# Hi', version: '3' }],
    ['---\r\nversion: "2026-11"\r\n---\r\n# Hi', { markdown: '# Hi', version: '2026-11' }],
    ['\uFEFF---\ntitle: x\nversion: a.1\n---\nHi', { markdown: 'Hi', version: 'a.1' }],
    ['---\ntitle: x\n---\nHi', { markdown: 'Hi' }],
    ['---\n---\nHi', { markdown: 'Hi' }],
    ['# Hi\n\n---\n\nversion: 3\n\n---\n', { markdown: '# Hi\n\n---\n\nversion: 3\n\n---' }],
    ['---\nversion: 3\nnever closed', { markdown: '---\nversion: 3\nnever closed' }],
    ['---\nversion: two words\n---\nHi', { markdown: 'Hi' }],
  ])('%j', (file, split) => {
    expect(splitFrontMatter(file)).toEqual(split);
  });
});

describe('PageTexts', () => {
  let folder = '';
  const warnings: unknown[] = [];
  const log = { ...silentLog, warn: (...line: unknown[]) => void warnings.push(line) };

  const textsIn = (own: string | undefined, guidelinesVersion = () => 1) =>
    new PageTexts({ standard: OURS, own, guidelinesVersion, log });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-content-'));
    warnings.length = 0;
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each(PAGE_NAMES)('has a text of our own for %s, with a heading', async (name) => {
    const text = await textsIn(undefined).read(name);
    expect(text.name).toBe(name);
    expect(text.markdown).toMatch(/^# \w/);
  });

  it('has guidelines with a version, that say 18 and not therapy', async () => {
    const { markdown, version } = await textsIn(undefined).read('guidelines');
    expect(version).toBe('1');
    expect(markdown).toContain('18');
    expect(markdown).toContain('not therapy');
  });

  it("prefers the operator's text, takes up a change, and returns to ours when it is gone", async () => {
    const texts = textsIn(folder);
    const file = join(folder, 'guidelines.md');
    await writeFile(file, '---\nversion: 7\n---\n# Be kind');
    expect(await texts.read('guidelines')).toEqual({ name: 'guidelines', markdown: '# Be kind', version: '7' });
    await writeFile(file, '---\nversion: 8\n---\n# Be kinder');
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect(await texts.read('guidelines')).toMatchObject({ markdown: '# Be kinder', version: '8' });
    expect((await texts.read('about')).markdown).toMatch(/^# About/);
    await rm(file);
    expect((await texts.read('guidelines')).markdown).not.toContain('kinder');
    expect(warnings).toEqual([]);
  });

  it('makes a version from the text where none is named, another one for another text', async () => {
    const texts = textsIn(folder);
    const file = join(folder, 'guidelines.md');
    await writeFile(file, '# Be kind');
    const { version } = await texts.read('guidelines');
    expect(version).toMatch(/^[\w-]{10}$/);
    await writeFile(file, '# Be kinder');
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect((await texts.read('guidelines')).version).not.toBe(version);
  });

  it.each([
    ['empty', (path: string) => writeFile(path, '---\nversion: 1\n---\n  \n')],
    ['too large', (path: string) => writeFile(path, 'x'.repeat(PAGE_TEXT_MAX_BYTES + 1))],
    ['a folder', (path: string) => mkdir(path)],
  ])('shows ours where the file is %s, and says so once', async (_, make) => {
    const texts = textsIn(folder);
    await make(join(folder, 'about.md'));
    for (let reader = 0; reader < 3; reader++) expect((await texts.read('about')).markdown).toMatch(/^# About/);
    expect(warnings).toEqual([['page-text-unusable', { page: 'about' }]]);
  });

  it('has the guidelines accepted again when operators say so at run time, and nothing else', async () => {
    let raised = 1;
    const texts = textsIn(undefined, () => raised);
    const about = (await texts.read('about')).version;
    expect((await texts.read('guidelines')).version).toBe('1');
    raised = 2;
    expect((await texts.read('guidelines')).version).toBe('1+2');
    expect((await texts.read('about')).version).toBe(about);
  });

  it('says so where the folder is missing', async () => {
    await textsIn(join(folder, 'nowhere')).checkFolder();
    expect(warnings).toEqual([['content-folder-missing']]);
    await textsIn(folder).checkFolder();
    await textsIn(undefined).checkFolder();
    expect(warnings).toHaveLength(1);
  });
});
