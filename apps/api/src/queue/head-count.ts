import { QUEUE_TICK_MS, ROLES, type Counts, type PublicId, type Role, type RoleCounts } from '@hearken/protocol';
import type { Connection } from '../session/connection.js';
import type { LivePerson } from '../session/people.js';
import { RecentWaits } from './domain/recent-waits.js';
import type { QueueParts } from './queue-parts.js';

/** Counting is repeated after this long for each person counted, ms: it costs at most about a percent of the time. */
const RECOUNT_PER_PERSON_MS = 0.01;

type Online = Readonly<Record<Role, number>>;

/** Who is here, per role, and telling it to everybody who is in no conversation. */
export class HeadCount {
  readonly waits = new RecentWaits();
  #online: { readonly counts: Online; readonly until: number } | undefined;
  #told: { readonly counts: Counts; readonly at: number; readonly to: WeakSet<Connection> } | undefined;

  constructor(private readonly parts: Pick<QueueParts, 'matcher' | 'people' | 'isPaired' | 'clock'>) {}

  async counts(): Promise<Counts> {
    const now = this.parts.clock.now();
    const waiting = await this.parts.matcher.counts();
    const online = this.#countOnline(now);
    const of = (role: Role): RoleCounts => {
      const medianWaitMs = this.waits.median(role, now);
      const counts = { waiting: waiting[role], online: online[role] };
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

  #countOnline(now: number): Online {
    if (this.#online !== undefined && now < this.#online.until) return this.#online.counts;
    const counts = { vent: 0, listen: 0, talk: 0 };
    let people = 0;
    for (const person of this.parts.people.all()) {
      people += 1;
      const role = onlineAs(person, this.parts.isPaired);
      if (role !== undefined) counts[role] += 1;
    }
    this.#online = { counts, until: now + Math.floor(people * RECOUNT_PER_PERSON_MS) };
    return counts;
  }
}

/** The role somebody waits or talks in. */
function onlineAs({ connection, record }: LivePerson, isPaired: (publicId: PublicId) => boolean): Role | undefined {
  if (connection === undefined) return undefined;
  return record.queue !== undefined || isPaired(record.publicId) ? (record.queue?.role ?? record.role) : undefined;
}

function isSame(left: Counts, right: Counts): boolean {
  return ROLES.every(
    (role) =>
      left[role].waiting === right[role].waiting &&
      left[role].online === right[role].online &&
      left[role].medianWaitMs === right[role].medianWaitMs,
  );
}
