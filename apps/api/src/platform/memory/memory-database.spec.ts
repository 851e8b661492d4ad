import { describe, expect, it } from '@jest/globals';
import { MemoryDatabase, perDatabase } from './memory-database.js';

interface Row {
  readonly key: string;
  readonly value: number;
  readonly expiresAt?: number;
}

function setup(options?: { keepsHistory: boolean }) {
  const database = new MemoryDatabase(options);
  const sums = { red: 0, blue: 0 };
  const tableOf = (colour: keyof typeof sums) =>
    database.addTable<Row>({
      onChange: (before, after) => {
        sums[colour] += (after?.value ?? 0) - (before?.value ?? 0);
      },
      expiryOf: ({ expiresAt }) => expiresAt,
    });
  const [red, blue] = [tableOf('red'), tableOf('blue')];
  const put = (table: typeof red, key: string, value: number, expiresAt?: number): void => {
    table.set(key, expiresAt === undefined ? { key, value } : { key, value, expiresAt });
  };
  return { database, red, blue, sums, put };
}

describe('MemoryDatabase', () => {
  it('I1: loses the tail of its commits in the order they were made, across all tables and their indexes', () => {
    const { database, red, blue, sums, put } = setup({ keepsHistory: true });
    put(red, 'x', 1);
    put(blue, 'y', 2);
    const moment = database.position;
    put(red, 'x', 10);
    blue.delete('y');
    put(red, 'z', 5);

    database.restore(database.position - 1);
    expect([red.get('z'), red.get('x')?.value, blue.get('y')]).toEqual([undefined, 10, undefined]);
    expect(sums).toEqual({ red: 10, blue: 0 });

    database.restore(moment);
    expect([red.get('x')?.value, blue.get('y')?.value]).toEqual([1, 2]);
    expect(sums).toEqual({ red: 1, blue: 2 });
    expect(database.position).toBe(moment);
  });

  it('I5: keeps a transaction whole when a tail is lost', () => {
    const { database, red, blue, put } = setup({ keepsHistory: true });
    database.transaction(() => {
      put(red, 'x', 1);
      put(blue, 'y', 2);
      put(red, 'x', 3);
    });
    expect(database.position).toBe(1);

    database.restore(0);

    expect([...red.values(), ...blue.values()]).toEqual([]);
  });

  it('I5: takes back a transaction that throws', () => {
    const { database, red, sums, put } = setup({ keepsHistory: true });
    put(red, 'x', 1);

    expect(() =>
      database.transaction(() => {
        put(red, 'x', 2);
        put(red, 'y', 3);
        throw new Error('refused');
      }),
    ).toThrow('refused');

    expect([...red.values()].map(({ value }) => value)).toEqual([1]);
    expect(sums.red).toBe(1);
    expect(database.position).toBe(1);
  });

  it('loses everything when it is wiped, and cannot go back to before', () => {
    const { database, red, sums, put } = setup({ keepsHistory: true });
    put(red, 'x', 1);
    database.wipe();
    put(red, 'y', 2);

    expect(red.get('x')).toBeUndefined();
    expect(sums.red).toBe(2);
    expect(() => {
      database.restore(0);
    }).toThrow(RangeError);
    database.restore(1);
    expect([...red.values()]).toEqual([]);
  });

  it('counts commits but keeps no way back unless it is asked to', () => {
    const { database, red, put } = setup();
    put(red, 'x', 1);
    put(red, 'x', 2);

    expect(database.position).toBe(2);
    expect(() => {
      database.restore(1);
    }).toThrow(RangeError);
  });

  it('deletes what has expired, in one commit', () => {
    const { database, red, blue, put } = setup({ keepsHistory: true });
    put(red, 'x', 1, 1_000);
    put(red, 'y', 1, 1_001);
    put(blue, 'z', 1);

    expect(database.removeExpired(1_000)).toBe(1);

    expect([red.get('x'), red.get('y')?.value, blue.get('z')?.value]).toEqual([undefined, 1, 1]);
    expect(database.position).toBe(4);
  });

  it('gives every adapter of one database the same tables, and each database its own', () => {
    const tables = perDatabase((database) => database.addTable<Row>());
    const [one, other] = [new MemoryDatabase(), new MemoryDatabase()];

    expect(tables(one)).toBe(tables(one));
    expect(tables(one)).not.toBe(tables(other));
  });
});
