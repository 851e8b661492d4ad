import { describe, expect, it } from '@jest/globals';
import type { LogEntry } from '@web/conversation/room-log';
import { SimDisk } from './sim-disk';

const ROOM = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

function entry(nonce: string): { roomId: string; key: string; entry: LogEntry } {
  return {
    roomId: ROOM,
    key: nonce,
    entry: {
      nonce,
      isMine: true,
      body: { kind: 'text', text: nonce },
      t: 1,
      at: 1,
      fate: 'waiting',
      places: [],
      isProven: false,
      isDelivered: false,
    },
  };
}

describe('SimDisk', () => {
  it('lets only the owner write', () => {
    const disk = new SimDisk(
      () => 0,
      () => undefined,
    );
    disk.claim('key', 'first', 'store', 'always');
    disk.claim('key', 'second', 'other', 'always');
    expect(() => {
      disk.write('key', { owner: 'first' }, { entries: [entry('a')] });
    }).toThrow('not-owner');
    disk.write('key', { owner: 'second' }, { entries: [entry('b')] });
    expect(disk.read('key').entries.map(({ key }) => key)).toEqual(['b']);
  });

  it('goes back to an older state on a power cut', () => {
    const disk = new SimDisk(
      () => 0,
      () => undefined,
    );
    expect(disk.claim('key', 'me', 'store', 'always')).toMatchObject({ store: 'store', attempt: 1 });
    for (const nonce of ['a', 'b', 'c']) disk.write('key', { owner: 'me' }, { entries: [entry(nonce)] });
    expect(disk.powerCut(2)).toBe(2);
    expect(disk.read('key').entries.map(({ key }) => key)).toEqual(['a']);
    expect(disk.powerCut(9)).toBe(2);
    expect(disk.claim('key', 'me', 'another', 'always')).toMatchObject({ store: 'another', attempt: 1 });
  });

  it('forgets everything when wiped', () => {
    const disk = new SimDisk(
      () => 0,
      () => undefined,
    );
    disk.claim('key', 'me', 'store', 'always');
    disk.write('key', { owner: 'me' }, { entries: [entry('a')] });
    disk.wipe();
    expect(disk.read('key')).toEqual({ rooms: [], entries: [] });
  });
});
