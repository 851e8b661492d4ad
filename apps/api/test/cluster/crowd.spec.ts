import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROTOCOL_VERSION, type PublicId, type PushName, type Pushes, type Role } from '@hearken/protocol';
import type { Connection } from '../../src/session/connection.js';
import { openTestCluster, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import type { TestServer } from '../support/server.js';

const PEOPLE = 500;
/** Of those: how many cancel at once and join again. */
const CANCELLING = 50;
const ROUNDS = 50;
const ARRIVING_TOGETHER = 50;

/** A socket without a network: what is tested is who meets whom. */
class Ear implements Connection {
  readonly id = randomBytes(8).toString('hex');
  readonly paired: Pushes['room:paired'][] = [];
  /** When it was told of its first room, ms since the epoch. */
  pairedAt = 0;

  lastHeard(): number {
    return Date.now();
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    if (event !== 'room:paired') return;
    if (this.paired.length === 0) this.pairedAt = Date.now();
    this.paired.push(payload as Pushes['room:paired']);
  }

  close(): void {
    // Nobody is replaced or banned here.
  }
}

/** One who joins at a server. */
interface Joiner {
  readonly server: TestServer;
  readonly ear: Ear;
  readonly publicId: PublicId;
  readonly role: Role;
}

/** Many joins in one instant, spread over three servers, again and again. */
describe('a crowd on three servers', () => {
  let cluster: TestCluster;
  let servers: readonly TestServer[];

  beforeAll(async () => {
    cluster = await openTestCluster();
    servers = [await cluster.start(), await cluster.start(), await cluster.start()];
  }, 60_000);
  afterAll(() => cluster.close());

  async function arrive(at: number): Promise<Joiner> {
    const server = servers[at % servers.length];
    if (server === undefined) throw new Error('no server');
    const ear = new Ear();
    const { publicId } = await server.app.core.handle(ear, 'session:register', {
      protocol: PROTOCOL_VERSION,
      app: '1.0.0',
      store: `store-${ear.id}`,
      attempt: 1,
    });
    return { server, ear, publicId, role: at % 2 === 0 ? 'vent' : 'listen' };
  }

  const join = ({ server, ear, role }: Joiner) => server.app.core.handle(ear, 'queue:join', { role });
  const cancel = ({ server, ear }: Joiner) => server.app.core.handle(ear, 'queue:cancel', {});

  /** Whoever is paired already is told so, and stays. */
  async function changeMind(person: Joiner): Promise<void> {
    try {
      await cancel(person);
      await join(person);
    } catch (cause) {
      expect(cause).toMatchObject({ code: 'wrong-state' });
    }
  }

  it(`I5, I7, I8: pairs everybody, nobody twice, with cancels between: ${String(ROUNDS)} rounds of ${String(PEOPLE)}`, async () => {
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const people: Joiner[] = [];
      // Coming is not what is tested: it may take its time on a busy machine.
      while (people.length < PEOPLE) {
        const from = people.length;
        people.push(...(await Promise.all(Array.from({ length: ARRIVING_TOGETHER }, (_, at) => arrive(from + at)))));
      }
      const joinedAt = Date.now();
      const joins = people.map(join);
      await Promise.all([...joins, ...people.slice(0, CANCELLING).map(changeMind)]);
      await eventually(() => {
        const unpaired = people.filter(({ ear }) => ear.paired.length === 0);
        expect(unpaired.map(({ publicId }) => publicId)).toEqual([]);
      });
      tookMs.push(Math.max(...people.map(({ ear }) => ear.pairedAt)) - joinedAt);
      const partners = new Map(people.map(({ publicId, ear }) => [publicId, ear.paired.map(({ partner }) => partner)]));
      for (const [publicId, [partner, ...more]] of partners) {
        expect(more).toEqual([]);
        expect(partners.get(partner?.publicId ?? '')?.[0]?.publicId).toBe(publicId);
      }
    }
    const rooms = cluster.database.db.collection('rooms');
    expect(await rooms.countDocuments({ 'activeMembers.0': { $exists: true } })).toBe((ROUNDS * PEOPLE) / 2);
    const complaints = servers.flatMap((server) => server.complaints());
    expect(complaints.filter((line) => line.includes('"level":50'))).toEqual([]);
    const slowest = Math.max(...tookMs);
    const median = tookMs.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)];
    const warnings = Map.groupBy(complaints, (line) => (JSON.parse(line) as { readonly msg: string }).msg);
    const told = [...warnings].map(([what, lines]) => `, ${what} ${String(lines.length)}`).join('');
    process.stdout.write(
      `${String(PEOPLE)} joined and paired in ${String(median)} ms (slowest ${String(slowest)} ms${told})\n`,
    );
  }, 600_000);
});
