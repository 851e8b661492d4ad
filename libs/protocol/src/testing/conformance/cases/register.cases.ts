import { randomBytes } from 'node:crypto';
import { PRIVATE_ID_PATTERN, PUBLIC_ID_PATTERN } from '../../../ids.js';
import { PROTOCOL_VERSION, REGISTER_WITHIN_MS } from '../../../limits.js';
import { REQUEST_NAMES } from '../../../events.js';
import { SAMPLE_PAYLOADS } from '../../sample-payloads.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';
import { nonce } from '../person.js';

/** Design sections 3 and 5: who one is. */
export const registerCases: readonly ConformanceCase[] = [
  {
    name: 'somebody new gets ids, limits and a state',
    invariant: 'section 5',
    async run({ stranger }) {
      const alice = await stranger('alice');
      const before = Date.now();
      const answer = await alice.register();
      promised(PRIVATE_ID_PATTERN.test(answer.privateId), 'a private id is 43 base64url characters');
      promised(PUBLIC_ID_PATTERN.test(answer.publicId), 'a public id is 22 base64url characters', answer.publicId);
      promised(answer.isNew && answer.gen === 1, 'somebody new is told so', { isNew: answer.isNew, gen: answer.gen });
      same(answer.state, { is: 'idle' }, 'somebody new who names no role is idle');
      promised(Math.abs(answer.now - before) < 60_000, 'now is the time in ms', answer.now);
      promised(typeof answer.serverVersion === 'string' && answer.serverVersion !== '', 'the server tells its version');
      promised(typeof answer.volatile === 'boolean' && Array.isArray(answer.announcements), 'the answer is complete');
      promised(
        Object.values(answer.limits).every((limit) => limit > 0),
        'every limit is told',
        answer.limits,
      );
      promised(answer.lastRoom === undefined, 'somebody new has no last room', answer.lastRoom);
    },
  },
  {
    name: 'everybody gets ids of their own',
    invariant: 'I10',
    async run({ person }) {
      const people = await Promise.all(['alice', 'bob', 'carol'].map((name) => person(name)));
      promised(new Set(people.map(({ publicId }) => publicId)).size === 3, 'three people have three public ids');
      promised(new Set(people.map(({ registered }) => registered.privateId)).size === 3, 'and three private ids');
    },
  },
  {
    name: 'a newcomer who asks again, because no answer came, is the same person',
    invariant: 'I6',
    async run({ stranger, wire }) {
      const alice = await stranger('alice');
      const unheard = await wire();
      const first = await unheard.done('session:register', alice.registerPayload());
      const again = await alice.register();
      same(
        [again.privateId, again.publicId],
        [first.privateId, first.publicId],
        'the ids are those of the first answer',
      );
      promised(again.isNew && again.gen > first.gen, 'a registration later, and still new to this browser', again);
      same((await unheard.push('session:closed')).reason, 'replaced', 'only the later registration acts');
    },
  },
  {
    name: 'who comes back with their ids is the same person, a registration later',
    invariant: 'section 5',
    async run({ person }) {
      const alice = await person('alice');
      const first = alice.registered;
      const second = await alice.comeBack();
      same([second.privateId, second.publicId], [first.privateId, first.publicId], 'the ids stay');
      promised(!second.isNew, 'who is known is not new', second.isNew);
      promised(second.gen > first.gen, 'gen rises with each register', [first.gen, second.gen]);
      const third = await alice.comeBack({ store: nonce() });
      promised(!third.isNew && third.gen > second.gen, 'also after a reload that lost the store', third.gen);
    },
  },
  {
    name: 'register again on the same socket is answered, and the socket stays',
    invariant: 'section 5',
    async run({ person }) {
      const alice = await person('alice');
      const first = alice.registered;
      const again = await alice.register();
      promised(again.gen > first.gen && again.publicId === first.publicId, 'gen rises for the same person', again);
      same(await alice.cancel(), { is: 'idle' }, 'the newest registration acts on the socket');
      promised(alice.wire.all('session:closed').length === 0 && alice.wire.isOpen, 'nobody is replaced by themselves');
    },
  },
  {
    name: 'ids that do not belong together get fresh ones',
    invariant: 'I10',
    async run({ person, stranger }) {
      const [alice, bob] = [await person('alice'), await person('bob')];
      const forged = randomBytes(32).toString('base64url');
      const attempts = [
        { privateId: forged, publicId: alice.publicId },
        { privateId: bob.registered.privateId, publicId: alice.publicId },
        { privateId: forged, publicId: randomBytes(16).toString('base64url') },
        { publicId: alice.publicId },
      ];
      for (const ids of attempts) {
        const mallory = await stranger('mallory');
        const answer = await mallory.register(ids);
        promised(answer.isNew, 'ids that do not verify are replaced', ids);
        promised(
          ![alice.publicId, bob.publicId].includes(answer.publicId),
          'nobody becomes somebody else',
          answer.publicId,
        );
        mallory.wire.close();
      }
      same(await alice.cancel(), { is: 'idle' }, 'whose name was used goes on undisturbed');
    },
  },
  {
    name: 'a late register of the same store is refused',
    invariant: 'I4',
    async run({ person, wire }) {
      const alice = await person('alice');
      await alice.comeBack();
      await alice.comeBack();
      for (const attempt of [alice.attempt, alice.attempt - 1, 1]) {
        const late = await wire();
        await late.refused('session:register', { ...alice.registerPayload(), attempt }, 'late');
        late.close();
      }
      same(await alice.cancel(), { is: 'idle' }, 'the newest registration still acts');
      const elsewhere = await wire();
      await elsewhere.done('session:register', { ...alice.registerPayload(), store: nonce(), attempt: 1 });
      const reason = (await alice.wire.push('session:closed')).reason;
      same(reason, 'replaced', 'another store counts its own attempts, and its register replaces');
    },
  },
  {
    name: 'the older of two sockets is told that it was replaced, and acts no more',
    invariant: 'I4',
    async run({ person }) {
      const alice = await person('alice');
      const older = alice.wire;
      await alice.openWire();
      await alice.register();
      same(await older.push('session:closed'), { reason: 'replaced' }, 'the older socket is told why');
      await older.closed(5_000);
      same(await alice.cancel(), { is: 'idle' }, 'the newer socket acts');
    },
  },
  {
    name: 'a paired person who registers elsewhere takes the room along, and the older socket cannot write',
    invariant: 'I4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const older = alice.wire;
      const entries = alice.write('from the older socket');
      const payload = { roomId: alice.roomId, stream: alice.stream, entries };
      await alice.openWire();
      // Which of the two arrives first is open; what is promised is that an acknowledged entry counts.
      const [raced, answer] = await Promise.all([
        older.ask('room:send', payload).catch(() => undefined),
        alice.register(),
      ]);
      promised(answer.state.is === 'paired' && answer.state.roomId === bob.roomId, 'the room goes along', answer.state);
      if (raced?.ok === true) same((await alice.sync()).accepted, 1, 'what was acknowledged is accepted');
      else if (raced !== undefined) {
        promised(['replaced', 'wrong-state'].includes(raced.error.code), 'the older socket is refused', raced);
      }
      same(
        await alice.wire.done('room:send', payload),
        { stream: alice.stream, accepted: 1 },
        'sent again, it counts once',
      );
      await alice.say('from the newer socket');
      const heard = await bob.hear(2);
      same(
        heard.map(({ n }) => n),
        [1, 2],
        'the partner hears both once, in order',
      );
    },
  },
  {
    name: 'another version of the protocol is told so, whatever else it sends',
    invariant: 'versions',
    async run({ wire, stranger }) {
      const page = await wire();
      const payload = (await stranger('alice')).registerPayload();
      await page.refused('session:register', { ...payload, protocol: PROTOCOL_VERSION + 1 }, 'outdated');
      await page.refused('session:register', { ...payload, protocol: 0 }, 'outdated');
      const future = { protocol: PROTOCOL_VERSION + 1, whoAmI: { name: 'of a newer protocol' } };
      const answer = await page.askAnything('session:register', [future]);
      promised(!answer.ok && answer.error.code === 'outdated', 'protocol is looked at before the rest', answer);
    },
  },
  {
    name: 'every request before register is refused',
    invariant: 'I9, bad input',
    async run({ wire }) {
      const page = await wire();
      for (const event of REQUEST_NAMES) {
        if (event === 'session:register') continue;
        await page.refused(event, SAMPLE_PAYLOADS[event], 'not-registered');
      }
    },
  },
  {
    name: 'a socket that does not register is closed after 5 s',
    invariant: 'section 13',
    async run({ wire }) {
      const page = await wire();
      const openedAt = Date.now();
      const { reason } = await page.push('session:closed', undefined, REGISTER_WITHIN_MS + 3_000);
      same(reason, 'register-timeout', 'the socket is told why');
      const after = Date.now() - openedAt;
      promised(after > REGISTER_WITHIN_MS - 500, 'and not before', `${String(after)} ms`);
      await page.closed(2_000);
    },
  },
  {
    name: 'a refused register does not keep the socket open',
    invariant: 'section 13',
    async run({ wire }) {
      const page = await wire();
      await page.askAnything('session:register', [{ protocol: PROTOCOL_VERSION }]);
      const { reason } = await page.push('session:closed', undefined, REGISTER_WITHIN_MS + 3_000);
      same(reason, 'register-timeout', 'the socket is told why');
    },
  },
  {
    name: 'preferences are taken',
    invariant: 'section 6',
    async run({ person }) {
      const alice = await person('alice');
      same(await alice.wire.done('session:preferences', { takeBreak: true }), {}, 'the switch is taken');
    },
  },
  {
    name: 'a place is shown to the partner as long as its person shows it',
    invariant: 'I10, section 6',
    async run({ person, alone }) {
      const [alice, bob] = [await person('alice'), await person('bob')];
      promised(alice.registered.showsPlaces === true, 'places are shown here');
      await alice.comeBack({ place: { is: 'shown', utcOffsetMinutes: 330 } });
      await bob.comeBack({ place: { is: 'hidden' } });
      const [toAlice, toBob] = await alone(['vent-listen'], async () => {
        await Promise.all([alice.join('vent'), bob.join('listen')]);
        return Promise.all([alice.paired(), bob.paired()]);
      });
      same(toBob.partner.place?.utcOffsetMinutes, 330, 'as who shows it says');
      same(toAlice.partner.place, undefined, 'nothing of who hides it');
      const next = () => bob.wire.push('room:partner', undefined, 2_000);
      await alice.wire.done('session:preferences', { takeBreak: true, place: { is: 'hidden' } });
      same((await next()).place, undefined, 'switched off, it is gone at once');
      await alice.wire.done('session:preferences', {
        takeBreak: true,
        place: { is: 'shown', utcOffsetMinutes: -60 },
      });
      same((await next()).place?.utcOffsetMinutes, -60, 'and on again, as told then');
      const { state } = await bob.comeBack();
      promised(state.is === 'paired', 'bob goes on', state);
      same(state.partner.place?.utcOffsetMinutes, -60, 'who comes back is told as well');
    },
  },
  {
    name: 'a clock that no zone has is refused, and so is one whose place is hidden',
    invariant: 'I9, bad input',
    async run({ person }) {
      const alice = await person('alice');
      for (const utcOffsetMinutes of [1, -735, 855, 900, 7.5]) {
        const place = { is: 'shown', utcOffsetMinutes } as const;
        await alice.wire.refused('session:preferences', { takeBreak: true, place }, 'invalid');
      }
      const place = { is: 'hidden', utcOffsetMinutes: 60 } as const;
      await alice.wire.refused('session:preferences', { takeBreak: true, place }, 'invalid');
    },
  },
];
