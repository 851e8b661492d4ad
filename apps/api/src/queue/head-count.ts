import {
  QUEUE_TICK_MS,
  ROLES,
  type Counts,
  type Role,
  type RoleCounts,
  type RoleStats,
  type Stats,
} from '@hearken/protocol';
import type { Connection } from '../session/connection.js';
import { isHere } from '../session/people.js';
import type { PersonRecord } from '../session/person-store.port.js';
import { sumOf, type Census } from './domain/census.js';
import { RecentWaits } from './domain/recent-waits.js';
import type { QueueParts } from './queue-parts.js';

/** Counting is repeated after this long for each person counted, ms: it costs at most about a percent of the time. */
const RECOUNT_PER_PERSON_MS = 0.01;

/** Who is here, on this and on other servers, per role, and telling it to everybody here who is in no conversation. */
export class HeadCount {
  readonly waits = new RecentWaits();
  #census: (Census & { readonly until: number }) | undefined;
  #told: { readonly counts: Counts; readonly at: number; readonly to: WeakSet<Connection> } | undefined;

  constructor(private readonly parts: Pick<QueueParts, 'matcher' | 'people' | 'isPaired' | 'clock' | 'neighbours'>) {}

  async counts(): Promise<Counts> {
    const now = this.parts.clock.now();
    const waiting = await this.parts.matcher.counts();
    const { online } = this.#everywhere(now);
    const of = (role: Role): RoleCounts => {
      const medianWaitMs = this.waits.median(role, now);
      // The two are counted a moment apart, and who waits is online.
      const counts = { waiting: waiting[role], online: Math.max(online[role], waiting[role]) };
      return medianWaitMs === undefined ? counts : { ...counts, medianWaitMs };
    };
    return { vent: of('vent'), listen: of('listen'), talk: of('talk') };
  }

  /** Pushes the counts to everybody here who is in no room and has not been told them; at most once a second. */
  async announce(): Promise<void> {
    const now = this.parts.clock.now();
    if (this.#told !== undefined && now - this.#told.at < QUEUE_TICK_MS) return;
    const counts = await this.counts();
    const to =
      this.#told !== undefined && isSame(this.#told.counts, counts) ? this.#told.to : new WeakSet<Connection>();
    this.#told = { counts, at: now, to };
    for (const { connection, record } of this.parts.people.all()) {
      if (connection === undefined || to.has(connection) || this.parts.isPaired(record.publicId)) continue;
      if (!this.parts.people.isAnswered(record.publicId)) continue;
      to.add(connection);
      connection.push('queue:tick', counts);
    }
  }

  /** What `GET /stats` tells of people. */
  async stats(): Promise<Omit<Stats, 'version' | 'uptimeSeconds'>> {
    const now = this.parts.clock.now();
    const counts = await this.counts();
    const { people, talking } = this.#everywhere(now);
    const of = (role: Role): RoleStats => ({ ...counts[role], talking: talking[role] });
    const roles = { vent: of('vent'), listen: of('listen'), talk: of('talk') };
    const medianWaitMs = this.waits.medianOfAll(now);
    return {
      online: Math.max(people, sum(roles, 'online')),
      waiting: sum(roles, 'waiting'),
      talking: sum(roles, 'talking'),
      ...(medianWaitMs === undefined ? {} : { medianWaitMs }),
      roles,
    };
  }

  /** Who is on this server. */
  here(): Census {
    const { people, online, talking } = this.#count(this.parts.clock.now());
    return { people, online, talking };
  }

  #everywhere(now: number): Census {
    const here = this.#count(now);
    return this.parts.neighbours === undefined ? here : sumOf([here, ...this.parts.neighbours.elsewhere()]);
  }

  #count(now: number): Census {
    if (this.#census !== undefined && now < this.#census.until) return this.#census;
    const online = { vent: 0, listen: 0, talk: 0 };
    const talking = { vent: 0, listen: 0, talk: 0 };
    let looked = 0;
    let people = 0;
    for (const person of this.parts.people.all()) {
      looked += 1;
      if (!isHere(person, now)) continue;
      const { record } = person;
      people += 1;
      const isPaired = this.parts.isPaired(record.publicId);
      const role = onlineAs(record, isPaired);
      if (role === undefined) continue;
      online[role] += 1;
      if (isPaired) talking[role] += 1;
    }
    const census = { people, online, talking, until: now + Math.floor(looked * RECOUNT_PER_PERSON_MS) };
    this.#census = census;
    return census;
  }
}

/** The role somebody waits or talks in. */
function onlineAs(record: PersonRecord, isPaired: boolean): Role | undefined {
  return record.queue !== undefined || isPaired ? (record.queue?.role ?? record.role) : undefined;
}

function sum(roles: Stats['roles'], figure: 'waiting' | 'online' | 'talking'): number {
  return ROLES.reduce((total, role) => total + roles[role][figure], 0);
}

function isSame(left: Counts, right: Counts): boolean {
  return ROLES.every(
    (role) =>
      left[role].waiting === right[role].waiting &&
      left[role].online === right[role].online &&
      left[role].medianWaitMs === right[role].medianWaitMs,
  );
}
