import { afterEach, describe, expect, it } from '@jest/globals';
import type { PlaceWish, RestState } from '@hearken/protocol';
import { CallingClient, call } from '../support/calls.js';
import { TestClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

/** Addresses that are somewhere, as far as anybody can tell. */
const JAPAN = '133.11.0.1';
const BRITAIN = '81.2.69.142';

/** Where partners are: found by the address that counts for the limits, behind trusted proxies only. */
describe('the place of a partner', () => {
  let server: TestServer | undefined;
  const clients: TestClient[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server?.close();
    server = undefined;
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    server = await startServer(env);
    return server;
  }

  function from(forwarded: string): TestClient {
    const client = new TestClient(server?.url ?? '', { extraHeaders: { 'x-forwarded-for': forwarded } });
    clients.push(client);
    return client;
  }

  async function meet(alice: TestClient, bob: TestClient, wishes: { alice?: PlaceWish; bob?: PlaceWish } = {}) {
    await alice.register({ role: 'vent', ...(wishes.alice && { place: wishes.alice }) });
    await bob.register({ role: 'listen', ...(wishes.bob && { place: wishes.bob }) });
    return { told: await bob.hears('room:paired'), toldAlice: await alice.hears('room:paired') };
  }

  it('is the country of the address that a trusted proxy names, and the clock that the page names', async () => {
    await start({ TRUSTED_PROXIES: 'loopback' });
    const { told, toldAlice } = await meet(from(JAPAN), from(BRITAIN), {
      alice: { is: 'shown', utcOffsetMinutes: 540 },
      bob: { is: 'shown' },
    });
    expect(told.partner.place).toEqual({ country: 'JP', utcOffsetMinutes: 540 });
    expect(toldAlice.partner.place).toEqual({ country: 'GB' });
  });

  it('bad input: forged proxy headers change neither bucket nor place', async () => {
    const { app, url } = await start({ ADDRESS_REGISTERED_MAX: '3' });
    const headers = { 'x-forwarded-for': JAPAN, 'x-real-ip': JAPAN, forwarded: `for=${JAPAN}`, 'cf-ipcountry': 'JP' };
    const alice = new TestClient(url, { extraHeaders: headers });
    clients.push(alice);
    const { told } = await meet(alice, from(BRITAIN), { alice: { is: 'shown' }, bob: { is: 'shown' } });
    expect(told.partner.place).toBeUndefined();
    // A third one of whatever name is the last of this address, over either door.
    await CallingClient.open(url, { place: { is: 'shown' } });
    const another = { body: {}, headers: { 'x-forwarded-for': '8.8.4.4' } };
    const { body: refused } = await call<{ code: string }>(url, 'POST', '/api/auth', another);
    expect(refused.code).toBe('full');
    expect([...app.core.sessions.seats.all()].map(({ record }) => app.core.sessions.placeOf(record.publicId))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('behind a trusted proxy, what the client itself claims to have been forwarded does not count', async () => {
    await start({ TRUSTED_PROXIES: 'loopback' });
    const { told } = await meet(from(`${JAPAN}, ${BRITAIN}`), from('nonsense, <b>'), {
      alice: { is: 'shown' },
      bob: { is: 'shown' },
    });
    expect(told.partner.place).toEqual({ country: 'GB' });
  });

  it('I10: is told of nobody who hides it, and is switched off and on in the conversation', async () => {
    await start({ TRUSTED_PROXIES: 'loopback' });
    const [alice, bob] = [from(JAPAN), from(BRITAIN)];
    const { told, toldAlice } = await meet(alice, bob, { bob: { is: 'hidden' } });
    expect([told.partner.place, toldAlice.partner.place]).toEqual([undefined, undefined]);
    const places = () => bob.told('room:partner').map(({ place }) => place);
    const says = (place: PlaceWish) => alice.request('session:preferences', { takeBreak: false, place });
    await says({ is: 'shown', utcOffsetMinutes: 540 });
    await says({ is: 'hidden' });
    await says({ is: 'shown' });
    await eventually(() => {
      expect(places().slice(-3)).toEqual([{ country: 'JP', utcOffsetMinutes: 540 }, undefined, { country: 'JP' }]);
    });
  });

  it('is shown of people who call as well, by the address they call from', async () => {
    const { url } = await start({ TRUSTED_PROXIES: 'loopback' });
    const body = { place: { is: 'shown', utcOffsetMinutes: 540 } };
    const auth = await call<{ privateId: string; showsPlaces?: true }>(url, 'POST', '/api/auth', {
      body,
      headers: { 'x-forwarded-for': JAPAN },
    });
    expect(auth.body.showsPlaces).toBe(true);
    const secret = auth.body.privateId;
    await call(url, 'POST', '/api/queue', { secret, body: { queueType: 'vent' } });
    const bob = from(BRITAIN);
    await bob.register({ role: 'listen', place: { is: 'shown', utcOffsetMinutes: 0 } });
    expect((await bob.hears('room:paired')).partner.place).toEqual({ country: 'JP', utcOffsetMinutes: 540 });
    const { body: state } = await call<RestState>(url, 'GET', '/api/queue', { secret });
    expect(state).toMatchObject({ is: 'paired', partner: { place: { country: 'GB', utcOffsetMinutes: 0 } } });
  });

  it.each([
    { is: 'shown', utcOffsetMinutes: 7 },
    { is: 'shown', utcOffsetMinutes: '60' },
    { is: 'hidden', utcOffsetMinutes: 60 },
    { is: 'shown', country: 'JP' },
    { is: 'perhaps' },
    'JP',
    null,
    {},
  ])('bad input: %j is refused, on each door', async (place) => {
    const { client, url } = await start();
    const socket = await client().connected();
    expect((await socket.refusal('session:register', { ...socket.registration(), place })).code).toBe('invalid');
    await socket.register();
    expect((await socket.refusal('session:preferences', { takeBreak: false, place })).code).toBe('invalid');
    const { status, body } = await call<{ code: string }>(url, 'POST', '/api/auth', { body: { place } });
    expect([status, body.code]).toEqual([400, 'invalid']);
  });

  it('is nobody’s business where an operator switched places off', async () => {
    await start({ TRUSTED_PROXIES: 'loopback', PLACE: 'off' });
    const alice = from(JAPAN);
    const me = await alice.register({ role: 'vent', place: { is: 'shown', utcOffsetMinutes: 540 } });
    expect(me).not.toHaveProperty('showsPlaces');
    const bob = from(BRITAIN);
    await bob.register({ role: 'listen' });
    expect((await bob.hears('room:paired')).partner.place).toBeUndefined();
    await alice.request('session:preferences', { takeBreak: false, place: { is: 'shown', utcOffsetMinutes: 540 } });
    expect(bob.told('room:partner').every(({ place }) => place === undefined)).toBe(true);
  });

  it('I10: is in no log line, and neither is an address', async () => {
    const { logged } = await start({ TRUSTED_PROXIES: 'loopback' });
    await meet(from(JAPAN), from(BRITAIN), { alice: { is: 'shown', utcOffsetMinutes: 540 }, bob: { is: 'shown' } });
    expect(logged()).not.toMatch(/133\.11|81\.2\.69|127\.0\.0\.1|"JP"|"GB"|country|utcOffset/);
  });

  it('a database that can’t be read stops the start, and is not named', async () => {
    await expect(startServer({ PLACE_DATABASE: '/nowhere/places.mmdb' })).rejects.toThrow(
      /^(?!.*nowhere).*PLACE_DATABASE/s,
    );
  });
});
