import { randomBytes } from 'node:crypto';

/** Names for tests: readable, of the right length, and different in each test that asks for a cast of its own. */
export interface SampleIds {
  /** A public id (22 characters) that begins with the name: `alice`, `bob`. */
  person(name: string): string;
  /** A ULID above all given before. */
  ulid(): string;
}

const PUBLIC_ID_LENGTH = 22;

export function sampleIds(): SampleIds {
  const cast = randomBytes(6).toString('hex').toUpperCase();
  let count = 0;
  return {
    person: (name) => `${name}_${cast}`.padEnd(PUBLIC_ID_LENGTH, '0').slice(0, PUBLIC_ID_LENGTH),
    ulid: () => {
      count += 1;
      return `01HEARKEN${cast.slice(0, 7)}${String(count).padStart(10, '0')}`;
    },
  };
}
