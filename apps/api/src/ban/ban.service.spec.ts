import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BanNotice } from '@hearken/protocol';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { CountingIds } from '../platform/testing/counting-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { IdentityKeys } from '../session/identity.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';
import type { Marks } from '../session/house.port.js';
import { BanService, NETWORK_BAN_MAX_MS } from './ban.service.js';
import { MemoryBanStore } from './infra/memory-ban-store.js';

const OLD_KEY = 'old'.repeat(15);
const NEW_KEY = 'new'.repeat(15);
const DEVICE = 'D'.repeat(43);
const OTHER_DEVICE = 'E'.repeat(43);
const NETWORK = '203.0.113.7';
/** Longer than active bans are held in memory. */
const READ_AGAIN_MS = 6_000;

describe('bans', () => {
  let clock: ManualClock;
  let store: MemoryBanStore;
  let persons: MemoryPersonStore;

  beforeEach(() => {
    clock = new ManualClock();
    const database = new MemoryDatabase();
    store = new MemoryBanStore(database, clock);
    persons = new MemoryPersonStore(database, clock);
  });

  /** A server that has these keys, the signing one first. */
  function serverWith(...keys: readonly string[]) {
    const identities = new IdentityKeys(keys);
    const bans = new BanService({
      store,
      persons,
      clock,
      ids: new CountingIds(),
      log: silentLog,
      keys,
      expel: () => Promise.resolve(),
    });
    const marks = (device: string, network = '198.51.100.1'): Marks => ({
      devices: identities.deviceHashes(device),
      networks: identities.networkHashes(network),
    });
    const ban = () =>
      bans.ban({
        devices: [identities.deviceHash(DEVICE)],
        networks: identities.networkHashes(NETWORK).slice(0, 1),
        reason: 'Be kind.',
        by: 'ada',
      });
    return { bans, marks, ban, find: (device: string, network?: string) => bans.banOf(marks(device, network)) };
  }

  const ticketOf = (notice: BanNotice | undefined): string =>
    notice?.appeal.is === 'possible' ? notice.appeal.ticket : '';

  it('written under an old key still hold when the keys are rotated, for device and network, and can be appealed', async () => {
    await serverWith(OLD_KEY).ban();
    const before = ticketOf(await serverWith(OLD_KEY).find(DEVICE));
    const rotated = serverWith(NEW_KEY, OLD_KEY);
    expect(await rotated.find(DEVICE)).toMatchObject({ reason: 'Be kind.' });
    expect(await rotated.find(OTHER_DEVICE, NETWORK)).toMatchObject({ reason: 'Be kind.' });
    expect(await rotated.find(OTHER_DEVICE)).toBeUndefined();
    expect(await rotated.bans.appeal(before, 'It was a joke.')).toBe('taken');
  });

  it('follow the device to the new key, so that the old one can go some day', async () => {
    await serverWith(OLD_KEY).ban();
    await serverWith(NEW_KEY, OLD_KEY).find(DEVICE);
    const later = serverWith(NEW_KEY);
    expect(await later.find(DEVICE)).toMatchObject({ reason: 'Be kind.' });
    expect(await later.find(OTHER_DEVICE)).toBeUndefined();
  });

  it('of a network are no bans of the devices that are seen on it', async () => {
    const { ban, find } = serverWith(NEW_KEY);
    await ban();
    expect(await find(OTHER_DEVICE, NETWORK)).toMatchObject({ reason: 'Be kind.' });
    clock.advance(READ_AGAIN_MS);
    expect(await find(OTHER_DEVICE)).toBeUndefined();
    clock.advance(NETWORK_BAN_MAX_MS);
    expect(await find(OTHER_DEVICE, NETWORK)).toBeUndefined();
    expect(await find(DEVICE, NETWORK)).toMatchObject({ reason: 'Be kind.' });
  });

  it('of another server keep out at once whom this one was told to send away', async () => {
    const [here, there] = [serverWith(NEW_KEY), serverWith(NEW_KEY)];
    await here.bans.follow();
    // Somebody registers, and what holds just now is remembered.
    expect(await here.find(DEVICE)).toBeUndefined();
    await there.ban();
    await here.bans.follow();
    expect(await here.find(DEVICE)).toMatchObject({ reason: 'Be kind.' });
  });
});
