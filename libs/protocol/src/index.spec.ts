import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { PUSH_NAMES, REQUEST_NAMES } from './events.js';

const SOURCE = import.meta.dirname;

/** The files that `entry` loads, itself included, and the packages they name. Types that vanish in the build count too. */
function reach(entry: string): { files: ReadonlySet<string>; packages: ReadonlySet<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [join(SOURCE, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?'([^']+)'/g)) {
      if (name.startsWith('.')) open.push(resolve(file, '..', name.replace(/\.js$/, '.ts')));
      else packages.add(name);
    }
  }
  return { files: new Set([...files].map((file) => relative(SOURCE, file))), packages };
}

describe('the main entry, which the web bundles', () => {
  const { files, packages } = reach('index.ts');

  it('needs no package: no decorators, no class-validator, nothing of Node', () => {
    expect([...packages]).toEqual([]);
  });

  it('reaches neither the DTO classes nor the testing tools', () => {
    expect([...files].filter((file) => file.startsWith('dto') || file.startsWith('testing'))).toEqual([]);
  });

  it('holds no decorator and no class', () => {
    for (const file of files)
      expect(readFileSync(join(SOURCE, file), 'utf8')).not.toMatch(/^\s*(@\w|(export )?class )/m);
  });

  it('exports every file of the folder and of the operators’ one', () => {
    const within = (folder: string): string[] =>
      readdirSync(join(SOURCE, folder))
        .filter((file) => /^[a-z-]+\.ts$/.test(file))
        .map((file) => join(folder, file));
    const all = [...within('.'), ...within('admin')];
    expect([...files].toSorted()).toEqual(all.toSorted());
  });

  it('would be caught needing one: the DTO entry does', () => {
    expect([...reach('dto/index.ts').packages].toSorted()).toEqual([
      'class-transformer',
      'class-validator',
      'reflect-metadata',
    ]);
  });
});

describe('event names', () => {
  it.each([...REQUEST_NAMES, ...PUSH_NAMES])('%s is family:verb, and no name Socket.IO keeps for itself', (name) => {
    expect(name).toMatch(/^(session|server|queue|room|sys):[a-z]+$/);
  });

  it('are unique', () => {
    expect(new Set([...REQUEST_NAMES, ...PUSH_NAMES]).size).toBe(REQUEST_NAMES.length + PUSH_NAMES.length);
  });
});
