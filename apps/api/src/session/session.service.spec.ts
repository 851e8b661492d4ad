import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEFAULT_LIMITS,
  LEEWAY_AFTER_OUTAGE_MS,
  PROTOCOL_VERSION,
  type CloseReason,
  type Place,
  type PlaceWish,
  type PublicId,
  type SessionRegister,
} from '@hearken/protocol';
import { ALL_RULES } from '../core-rules.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { CountingIds } from '../platform/testing/counting-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { ChatError } from '../realtime/chat-error.js';
import type { Connection } from './connection.js';
import { IdentityKeys } from './identity.js';
import { MemoryPersonStore } from './infra/memory-person-store.js';
import type { NewRegistration, PersonRecord } from './person-store.port.js';
import { SessionService, type Placing } from './session.service.js';

const keys = new IdentityKeys(['key']);
const privateId = 'alice'.padStart(43, 'x');
const publicId = keys.publicIdOf(privateId);

/** A person store on a slow network: a test decides in which order requests arrive and answers come back. */
class SlowStore extends MemoryPersonStore {
  readonly #requests: (() => void)[] = [];
  readonly #answers: (() => void)[] = [];
  /** As if the database had been restored to where the person had this gen. */
  restoredTo: number | undefined;

  override async register(registration: NewRegistration): Promise<PersonRecord | 'late'> {
    await new Promise<void>((resolve) => this.#requests.push(resolve));
    const record = await super.register(registration);
    await new Promise<void>((resolve) => this.#answers.push(resolve));
    return record === 'late' || this.restoredTo === undefined ? record : { ...record, gen: this.restoredTo + 1 };
  }

  /** Lets requests, by their places among those begun, reach the database in this order. */
  async arrive(...order: readonly number[]): Promise<void> {
    await release(this.#requests, order);
  }

  /** Lets answers, by their places among those that arrived, come back in this order. */
  async answer(...order: readonly number[]): Promise<void> {
    await release(this.#answers, order);
  }
}

async function release(held: (() => void)[], order: readonly number[]): Promise<void> {
  const all = held.splice(0);
  for (const index of order) {
    all[index]?.();
    await turn();
  }
}

class TestSocket implements Connection {
  closedFor: CloseReason | undefined;
  place: Place | undefined = { country: 'PT' };

  constructor(readonly id: string) {}

  lastHeard = (): number => 0;
  push = (): void => undefined;
  close(reason: CloseReason): void {
    this.closedFor = reason;
  }
}

/** What the service said of presence, in order. */
let presence: boolean[] = [];

/** Whose place changed, in order. */
let moved: PublicId[] = [];

/** What becomes of a departure. */
let depart: Placing['depart'];

const placing: Placing = {
  place: () => Promise.resolve({ state: { is: 'idle' } }),
  depart: (departure) => depart(departure),
  roomOf: () => undefined,
  presenceChanged: (_, isPresent) => presence.push(isPresent),
  placeChanged: (publicId) => moved.push(publicId),
  answered: () => undefined,
};

let attempts = 0;
let store: SlowStore;
let service: SessionService;
let clock: ManualClock;

beforeEach(() => {
  presence = [];
  moved = [];
  depart = () => Promise.resolve();
  clock = new ManualClock();
  store = new SlowStore(new MemoryDatabase(), clock);
  service = serviceThat(true);
});

function serviceThat(showsPlaces: boolean): SessionService {
  const options = {
    serverId: 'one',
    serverVersion: '1',
    limits: DEFAULT_LIMITS,
    isVolatile: false,
    showsPlaces,
    rules: ALL_RULES,
  };
  return new SessionService(store, placing, keys, { clock, ids: new CountingIds(), log: silentLog }, options);
}

function register(socket: Connection, more: Partial<SessionRegister> = {}): Promise<number | string> {
  const request: SessionRegister = {
    protocol: PROTOCOL_VERSION,
    app: '1',
    store: `store of ${socket.id}`,
    attempt: (attempts += 1),
    privateId,
    publicId,
    ...more,
  };
  return service.register(socket, request).then(
    ({ gen }) => gen,
    (error: unknown) => (error instanceof ChatError ? error.code : String(error)),
  );
}

/** Lets everything happen that needs no answer of the store. */
async function turn(): Promise<void> {
  for (let step = 0; step < 20; step += 1) await Promise.resolve();
}

/** Every order of three. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

describe('registers of one person at the same time', () => {
  it.each(ORDERS.flatMap((arrival) => ORDERS.map((answer) => [arrival, answer] as const)))(
    'let the one act that the database has as the newest, whatever the order (%j, %j)',
    async (arrival, answer) => {
      const sockets = ['one', 'two', 'three'].map((name) => new TestSocket(name));
      const asked = sockets.map((socket) => register(socket));
      await turn();
      await store.arrive(...arrival);
      await store.answer(...answer);
      const answers = await Promise.all(asked);

      const newest = await store.find(publicId);
      const winner = sockets[arrival[2] ?? 0];
      expect(answers[arrival[2] ?? 0]).toBe(newest?.gen);
      expect(winner && service.seats.of(winner).record.reg).toBe(newest?.reg);
      expect(winner?.closedFor).toBeUndefined();
      // Who was overtaken before being answered is late; who was answered first is replaced afterwards.
      expect(answers.filter((code) => typeof code === 'string' && code !== 'late')).toEqual([]);
      for (const socket of sockets) if (socket !== winner) expect(() => service.seats.of(socket)).toThrow();
    },
  );

  it('do not seat a socket that closed meanwhile: its person is awaited from now on', async () => {
    const socket = new TestSocket('one');
    const asked = register(socket);
    await turn();
    await store.arrive(0);
    service.seats.close(socket);
    await store.answer(0);
    expect(await asked).toBe(1);
    expect(service.presenceOf(publicId)).toEqual({ is: 'reconnecting', leftMs: LEEWAY_AFTER_OUTAGE_MS });
    expect(service.seats.get(publicId)?.connection).toBeUndefined();
    expect(presence).toEqual([false]);
  });

  it('do not keep out a later one whose gen is lower: the database has lost a tail', async () => {
    const [one, two] = [new TestSocket('one'), new TestSocket('two')];
    for (const restoredTo of [undefined, 40, 4]) {
      store.restoredTo = restoredTo;
      const asked = register(restoredTo === 4 ? two : one);
      await turn();
      await store.arrive(0);
      await store.answer(0);
      expect(await asked).toBe((restoredTo ?? 0) + 1);
    }
    expect(service.seats.of(two).record.gen).toBe(5);
    expect(one.closedFor).toBe('replaced');
  });
});

describe('a hint that somebody has registered on another server', () => {
  const elsewhere = (server: string): NewRegistration => ({
    publicId,
    reg: `reg of ${server}`,
    device: 'device',
    store: `store of ${server}`,
    attempt: 1,
    server,
    takeBreak: false,
    numbering: 'browser',
    now: new ManualClock().now(),
  });

  /** The database takes a registration that this service knows nothing of. */
  async function raise(server: string): Promise<void> {
    const raised = store.register(elsewhere(server));
    await turn();
    await store.arrive(0);
    await store.answer(0);
    await raised;
  }

  async function seated(socket: Connection): Promise<void> {
    const asked = register(socket);
    await turn();
    await store.arrive(0);
    await store.answer(0);
    await asked;
  }

  it('closes the older socket here (I4)', async () => {
    const socket = new TestSocket('one');
    await seated(socket);
    await raise('two');
    expect(await service.recheck(publicId)).toBe(true);
    expect(socket.closedFor).toBe('replaced');
    expect(service.seats.get(publicId)).toBeUndefined();
  });

  it('changes nothing for the newest registration: hints come late, or twice', async () => {
    const socket = new TestSocket('one');
    await raise('two');
    await seated(socket);
    expect(await service.recheck(publicId)).toBe(false);
    expect(socket.closedFor).toBeUndefined();
  });

  it('changes nothing while a register is under way here: its answer says who acts', async () => {
    const socket = new TestSocket('one');
    await seated(socket);
    await raise('two');
    const again = register(socket);
    await turn();
    await store.arrive(0);
    expect(await service.recheck(publicId)).toBe(false);
    await store.answer(0);
    expect(await again).toBe(3);
    expect(socket.closedFor).toBeUndefined();
  });
});

describe('departures', () => {
  it('of a crowd are decided a few at a time: who talks needs the database, too', async () => {
    let [underWay, most, decided] = [0, 0, 0];
    depart = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
      decided += 1;
    };
    service.expect(Array.from({ length: 200 }, (_, at) => ({ publicId: `person ${String(at)}`, gen: 1, reg: 'r' })));

    for (let at = 0; at < LEEWAY_AFTER_OUTAGE_MS; at += 200) {
      clock.advance(200);
      await service.tick(clock.now());
    }

    expect(decided).toBe(200);
    expect(most).toBeLessThanOrEqual(12);
  });

  it('I6: of somebody who is back before their turn comes are none', async () => {
    const departed: string[] = [];
    const before: (() => void)[] = [];
    depart = ({ holder }) => {
      departed.push(holder.publicId);
      return new Promise((resolve) => before.push(resolve));
    };
    const others = Array.from({ length: 12 }, (_, at) => ({ publicId: `person ${String(at)}`, gen: 1, reg: 'r' }));
    service.expect([...others, { publicId, gen: 1, reg: 'r' }]);
    let isDecided = false;
    for (let at = 0; at < LEEWAY_AFTER_OUTAGE_MS; at += 200) {
      clock.advance(200);
      void service.tick(clock.now()).then(() => (isDecided = at >= LEEWAY_AFTER_OUTAGE_MS - 200));
      await turn();
    }
    expect(departed).toHaveLength(12);

    const asked = register(new TestSocket('one'));
    await turn();
    await store.arrive(0);
    await store.answer(0);
    await asked;
    for (const resolve of before) resolve();
    await turn();

    expect(isDecided).toBe(true);
    expect(departed).not.toContain(publicId);
  });
});

describe('the place of a person', () => {
  const shown: PlaceWish = { is: 'shown', utcOffsetMinutes: 60 };

  async function registered(socket: Connection, place?: PlaceWish): Promise<void> {
    const asked = register(socket, place === undefined ? {} : { place });
    await turn();
    await store.arrive(0);
    await store.answer(0);
    expect(await asked).toEqual(expect.any(Number));
  }

  it('is nobody’s business until they show it', async () => {
    await registered(new TestSocket('one'));
    expect(service.placeOf(publicId)).toBeUndefined();
    await registered(new TestSocket('two'), { is: 'hidden' });
    expect(service.placeOf(publicId)).toBeUndefined();
    await registered(new TestSocket('three'), shown);
    expect(service.placeOf(publicId)).toEqual({ country: 'PT', utcOffsetMinutes: 60 });
  });

  it('stays as it was said where a later register says nothing of it', async () => {
    await registered(new TestSocket('one'), shown);
    await registered(new TestSocket('two'));
    expect(service.placeOf(publicId)).toEqual({ country: 'PT', utcOffsetMinutes: 60 });
    await registered(new TestSocket('three'), { is: 'hidden' });
    await registered(new TestSocket('four'));
    expect(service.placeOf(publicId)).toBeUndefined();
  });

  it('is switched at any time, and only a change is told', async () => {
    const socket = new TestSocket('one');
    await registered(socket);
    const person = service.seats.of(socket);
    const say = (place?: PlaceWish) =>
      service.preferences(person, { takeBreak: false, ...(place === undefined ? {} : { place }) });
    await say(shown);
    await say(shown);
    await say();
    expect(moved).toEqual([publicId]);
    await say({ is: 'hidden' });
    expect(service.placeOf(publicId)).toBeUndefined();
    expect(moved).toEqual([publicId, publicId]);
  });

  it('is hidden without waiting for the database', async () => {
    const socket = new TestSocket('one');
    await registered(socket, shown);
    store.setTakeBreak = () => Promise.reject(new Error('away'));
    const said = service.preferences(service.seats.of(socket), { takeBreak: false, place: { is: 'hidden' } });
    await expect(said).rejects.toThrow('away');
    expect(service.placeOf(publicId)).toBeUndefined();
  });

  it('I4: is not for an older registration to show', async () => {
    const socket = new TestSocket('one');
    await registered(socket);
    const older = service.seats.of(socket);
    await registered(new TestSocket('two'), { is: 'hidden' });
    await expect(service.preferences(older, { takeBreak: false, place: shown })).rejects.toThrow(ChatError);
    expect(service.placeOf(publicId)).toBeUndefined();
  });

  it('is shown by no server where places are off', async () => {
    service = serviceThat(false);
    const socket = new TestSocket('one');
    await registered(socket, shown);
    await service.preferences(service.seats.of(socket), { takeBreak: false, place: shown });
    expect(service.placeOf(publicId)).toBeUndefined();
    expect(moved).toEqual([]);
  });
});
