import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../libs/protocol/PROTOCOL.md'), 'utf8');

/** The systems whose names PROTOCOL.md maps, in the order of its columns. */
const SYSTEMS = ['CompassionPit', 'talk-with-me', 'AniMoChat'] as const;
export type OldSystem = (typeof SYSTEMS)[number];

/** What each name of an old system is here: events and routes, as the table has them. */
function namesOf(system: OldSystem): ReadonlyMap<string, readonly string[]> {
  const [, section = ''] = DOCUMENT.split('\n## Names in the three older systems\n');
  const rows = (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .slice(2);
  const names = new Map<string, readonly string[]>();
  for (const row of rows) {
    const here = (row[SYSTEMS.length] ?? '').split(',').map((name) => name.replaceAll('`', '').trim());
    for (const name of (row[SYSTEMS.indexOf(system)] ?? '').split(',').map((cell) => cell.trim())) {
      names.set(name, [...(names.get(name) ?? []), ...here]);
    }
  }
  return names;
}

/** Tells an old conversation step by step; a step whose name the table does not map to what is used here fails. */
export function retold(system: OldSystem) {
  const names = namesOf(system);
  const told = new Set<string>();
  return {
    /** Names of the table's column that no step had yet. */
    untold: (): readonly string[] => [...names.keys()].filter((name) => name !== '-' && !told.has(name)),
    /** One step: its name there, what stands for it here, and doing it. */
    async step<T>(oldName: string, here: string, act: () => Promise<T>): Promise<T> {
      const known = names.get(oldName);
      if (known === undefined) throw new Error(`${system} has no ${oldName} in the table`);
      if (!known.includes(here)) throw new Error(`${oldName} is ${known.join(', ')} here, and not ${here}`);
      told.add(oldName);
      return act();
    },
  };
}
