import { beforeEach, describe, expect, it } from '@jest/globals';
import { World, type Person } from '../testing/core-world.js';

let world: World;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = new World();
  await world.core.boot();
  [alice, bob] = await world.pair();
});

const places = (person: Person) => person.socket.told('room:partner').map(({ place }) => place);
const shows = (person: Person, utcOffsetMinutes: number) =>
  person.ask('session:preferences', { takeBreak: false, place: { is: 'shown', utcOffsetMinutes } });

describe('the place of a partner', () => {
  it('is told when it is shown, goes when it is hidden, and stops nobody from typing', async () => {
    const { roomId } = bob.room;
    await bob.ask('room:typing', { roomId, typing: true });
    await shows(bob, 60);
    expect(alice.socket.told('room:partner').at(-1)).toMatchObject({ typing: true, place: { utcOffsetMinutes: 60 } });
    await bob.ask('session:preferences', { takeBreak: false, place: { is: 'hidden' } });
    expect(alice.socket.told('room:partner').at(-1)).toEqual({ roomId, presence: { is: 'here' }, typing: true });
  });

  it('is told to who comes back, and gone with a server until its person is back as well', async () => {
    await shows(bob, 60);
    const again = await alice.reconnect();
    expect(again.state).toMatchObject({ is: 'paired', partner: { place: { utcOffsetMinutes: 60 } } });
    await world.restart();
    const after = await alice.reconnect();
    expect(after.state.is === 'paired' && after.state.partner).not.toHaveProperty('place');
    await bob.reconnect({ place: { is: 'shown', utcOffsetMinutes: 60 } });
    await world.settle(50);
    expect(places(alice).at(-1)).toEqual({ utcOffsetMinutes: 60 });
  });

  it('is told from here to who has registered on another server', async () => {
    await shows(bob, 60);
    const before = places(alice).length;
    world.hints.publish({ kind: 'person', to: alice.registered?.publicId ?? '' });
    await world.settle();
    expect(places(alice).slice(before)).toEqual([{ utcOffsetMinutes: 60 }]);
  });
});
