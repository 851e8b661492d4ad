import type { Place } from '@hearken/protocol';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../../testing/core/client-under-test';
import { settled } from '../../testing/core/fake-clock';
import { ROOM, paired, room } from '../../testing/core/wire';

describe('where alice is', () => {
  let browser: Browser;
  let alice: Page;

  beforeEach(() => {
    browser = new Browser();
    alice = browser.load();
  });

  const registers = () => alice.link.payloads('session:register').map(({ place }) => place);
  const said = () => alice.link.payloads('session:preferences');

  async function comeBack(): Promise<void> {
    alice.link.drop();
    await browser.clock.advance(0);
  }

  it('is told to no server that has not said that it shows places', async () => {
    await alice.startIn({ is: 'idle' });
    expect(registers()).toEqual([undefined]);
    expect(said()).toEqual([]);
    expect(alice.client.state).not.toHaveProperty('place');
    await comeBack();
    expect(registers()).toEqual([undefined]);
  });

  it('is told to one that has, with her clock, and in each later register', async () => {
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    expect(registers()).toEqual([undefined]);
    expect(said()).toEqual([{ takeBreak: false, place: { is: 'shown', utcOffsetMinutes: 60 } }]);
    expect(alice.client.state.place).toBe('shown');
    await comeBack();
    expect(registers()).toEqual([{ is: 'shown', utcOffsetMinutes: 60 }]);
    await alice.register({ is: 'idle' }, { showsPlaces: true });
    expect(said()).toEqual([]);
  });

  it('goes along without a clock that no zone has', async () => {
    browser.utcOffsetMinutes = 7;
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    expect(said()).toEqual([{ takeBreak: false, place: { is: 'shown' } }]);
  });

  it('I10: is said to be hidden once she switches it off, and nothing about her clock from then on', async () => {
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    alice.client.setPlace('hidden');
    await settled();
    expect(said().at(-1)).toEqual({ takeBreak: false, place: { is: 'hidden' } });
    expect(alice.client.state.place).toBe('hidden');
    expect(browser.place).toBe('hidden');
    await comeBack();
    expect(registers()).toEqual([{ is: 'hidden' }]);
  });

  it('hidden on this device, is never told from the start', async () => {
    browser.place = 'hidden';
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    expect(said()).toEqual([{ takeBreak: false, place: { is: 'hidden' } }]);
  });

  it('switched off while there is no connection, is said with the next register', async () => {
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    alice.link.drop();
    alice.client.setPlace('hidden');
    await browser.clock.advance(0);
    expect(registers()).toEqual([{ is: 'hidden' }]);
  });

  it('switched while a register is under way, is said after it', async () => {
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    await comeBack();
    alice.client.setPlace('hidden');
    await settled();
    await alice.register({ is: 'idle' }, { showsPlaces: true });
    expect(said()).toEqual([{ takeBreak: false, place: { is: 'hidden' } }]);
  });

  it('is said again until the server has heard it, and only what was switched last', async () => {
    await alice.startIn({ is: 'idle' }, { showsPlaces: true });
    alice.link.answer('session:preferences', {});
    alice.client.setPlace('hidden');
    await settled();
    alice.link.refuse('session:preferences', 'rate-limited', { retryAfterMs: 1_000 });
    await settled();
    alice.link.ping();
    await browser.clock.advance(1_000);
    expect(said()).toHaveLength(3);
    alice.client.setPlace('shown');
    await settled();
    alice.link.timeOut('session:preferences');
    await settled();
    alice.link.answer('session:preferences', {});
    await settled();
    await browser.clock.advance(2_000);
    expect(said().map(({ place }) => place?.is)).toEqual(['shown', 'hidden', 'hidden', 'shown']);
  });
});

describe('where bob is', () => {
  const lisbon: Place = { country: 'PT', utcOffsetMinutes: 0 };
  const at = (place?: Place) => room({ partner: { ...room().partner, ...(place && { place }) } });

  it('is shown as the server says it, each time anew, and kept on no disk', async () => {
    const browser = new Browser();
    const alice = browser.load();
    await alice.startIn(paired(at(lisbon)), { showsPlaces: true });
    expect(alice.conversation.partner.place).toEqual(lisbon);
    const shown = alice.conversation.partner.place;
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: false, place: { ...lisbon } });
    await settled();
    expect(alice.conversation.partner.place).toBe(shown);
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: false });
    await settled();
    expect(alice.conversation.partner).not.toHaveProperty('place');
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: false, place: lisbon });
    await settled();
    expect(alice.conversation.partner.place).toEqual(lisbon);

    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.conversation.partner).not.toHaveProperty('place');
    await reloaded.register(paired(at()), { showsPlaces: true });
    expect(reloaded.conversation.partner).not.toHaveProperty('place');
  });
});
