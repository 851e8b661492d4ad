import { PRESENT_MS, type PublicId, type Role } from '@hearken/protocol';
import { BEING_PAIRED_MS, DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from '@api/queue/domain/matcher-options';
import { MemoryMatcher } from '@api/queue/infra/memory-matcher';
import { PatientMatcher } from '@api/queue/infra/redis/patient-matcher';
import type { Match, Matcher, Waiting } from '@api/queue/matcher.port';
import type { Interaction } from '@api/queue/pairing-store.port';
import type { Chance } from '../kernel/chance';
import type { Process } from '../kernel/process';
import type { VirtualTime } from '../kernel/virtual-time';
import { NotKnownError } from './sim-database';

/** Somebody in the pool, as the server that put them said. */
interface Hosted {
  readonly host: string;
  readonly present: boolean;
}

/** Somebody who was taken and may be given back, for the server that put them. */
interface Taken {
  readonly host: string;
  readonly at: number;
}

const NO_MATCHES = Promise.resolve([]);

/** Longest way to it or back, ms. */
const LATENCY_MS = 2;
/** How long a server waits for an answer that does not come, ms. */
const TIMEOUT_MS = 1_000;
/** After this long every server has noticed that the pool is out of reach, ms; one that is refused notices at once. */
const NOTICED_MS = 500;

/**
 * The pool that the servers of a run share, as the one in Redis behaves: people are marked with the server that put them,
 * which alone speaks for them; a server that is not heard has nobody who is present; whoever looks takes the pairs of
 * all. It can be emptied, and out of reach: then a call is refused, or done and not answered.
 */
export class SimMatcher {
  #pool: MemoryMatcher;
  #hosted = new Map<PublicId, Hosted>();
  #taken = new Map<PublicId, Taken>();
  #heardAt = new Map<string, number>();
  #awayAt: number | undefined;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    private readonly options: MatcherOptions = DEFAULT_MATCHER_OPTIONS,
  ) {
    this.#pool = new MemoryMatcher(options);
  }

  /** Nobody waits any more, as far as it knows, and nobody has met. */
  forget(): void {
    this.#pool = new MemoryMatcher(this.options);
    this.#hosted = new Map();
    this.#taken = new Map();
    this.#heardAt = new Map();
  }

  goAway(): void {
    this.#awayAt ??= this.time.now;
  }

  comeBack(): void {
    this.#awayAt = undefined;
  }

  get #isAway(): boolean {
    return this.#awayAt !== undefined;
  }

  /** The pool as one life of a server has it, which asks it only while it answers. */
  viewOf(process: Process, server: string): Matcher {
    let doubtedAt: number | undefined;
    const isUp = (): boolean => {
      if (this.#awayAt === undefined) return true;
      return this.time.now - this.#awayAt < NOTICED_MS && (doubtedAt ?? 0) < this.#awayAt;
    };
    return new PatientMatcher(this.#callsOf(process, server), {
      get isUp() {
        return isUp();
      },
      doubt: () => {
        doubtedAt = this.time.now;
      },
    });
  }

  #callsOf(process: Process, server: string): Omit<Matcher, 'isUp' | 'untold'> {
    const call = <R>(apply: () => Promise<R>): Promise<R> => this.#call(process, apply);
    return {
      put: (person, met) => call(() => this.#put(server, person, met)),
      giveBack: ({ host = server, ...person }, met) => call(() => this.#giveBack(host, person, met)),
      setPresent: (publicId, present) => call(() => this.#setPresent(server, publicId, present)),
      remove: (publicId) => call(() => this.#remove(server, publicId)),
      met: (left, right, at) => call(() => this.#pool.met(left, right, at)),
      blocked: (left, right, at) => call(() => this.#pool.blocked(left, right, at)),
      take: (now) => (this.#hasNobody(server) ? NO_MATCHES : call(() => this.#take(server, now))),
      position: (publicId) => call(() => this.#pool.position(publicId)),
      counts: (): Promise<Readonly<Record<Role, number>>> => call(() => this.#pool.counts()),
      missing: (publicIds) => call(() => Promise.resolve(this.#missing(server, publicIds))),
    };
  }

  /** Most looks find nobody to be paired: those answer at once, which saves a fifth of the time of a run. */
  #hasNobody(server: string): boolean {
    if (this.#isAway || this.#hosted.size > 1) return false;
    this.#heardAt.set(server, this.time.now);
    return true;
  }

  async #put(server: string, person: Waiting, met: readonly Interaction[]): Promise<void> {
    this.#heardAt.set(server, this.time.now);
    await this.#place(server, person, met);
  }

  async #giveBack(host: string, person: Waiting, met: readonly Interaction[]): Promise<void> {
    if (this.#taken.has(person.holder.publicId)) await this.#place(host, person, met);
  }

  async #place(host: string, person: Waiting, met: readonly Interaction[]): Promise<void> {
    const { publicId } = person.holder;
    this.#taken.delete(publicId);
    this.#hosted.set(publicId, { host, present: person.present });
    await this.#pool.put(person, met);
  }

  async #setPresent(server: string, publicId: PublicId, present: boolean): Promise<void> {
    if (this.#hosted.get(publicId)?.host !== server) return;
    this.#hosted.set(publicId, { host: server, present });
    await this.#pool.setPresent(publicId, present);
  }

  async #remove(server: string, publicId: PublicId): Promise<void> {
    const hosted = this.#hosted.get(publicId);
    if (hosted !== undefined && hosted.host !== server) return;
    if (this.#taken.get(publicId)?.host === server) this.#taken.delete(publicId);
    this.#hosted.delete(publicId);
    await this.#pool.remove(publicId);
  }

  async #take(server: string, now: number): Promise<readonly Match[]> {
    this.#heardAt.set(server, this.time.now);
    for (const [publicId, { host, present }] of this.#hosted) {
      await this.#pool.setPresent(publicId, present && this.#isHeard(host));
    }
    const matches = await this.#pool.take(now);
    return matches.map(({ left, right, mayHaveMet }) => ({
      left: this.#takeOut(left),
      right: this.#takeOut(right),
      mayHaveMet,
    }));
  }

  #takeOut(person: Waiting): Waiting {
    const { publicId } = person.holder;
    const host = this.#hosted.get(publicId)?.host;
    this.#hosted.delete(publicId);
    if (host === undefined) return person;
    this.#taken.set(publicId, { host, at: this.time.now });
    return { ...person, host };
  }

  #isHeard(server: string): boolean {
    return this.time.now - (this.#heardAt.get(server) ?? Number.NEGATIVE_INFINITY) <= PRESENT_MS;
  }

  #missing(server: string, publicIds: readonly PublicId[]): readonly PublicId[] {
    return publicIds.filter((publicId) => {
      const taken = this.#taken.get(publicId);
      const isBeingPaired = taken !== undefined && this.time.now - taken.at < BEING_PAIRED_MS;
      return this.#hosted.get(publicId)?.host !== server && !isBeingPaired;
    });
  }

  /** One call of a server. What is on the wire when it dies, or when the pool goes out of reach, may still be done. */
  #call<R>(process: Process, apply: () => Promise<R>): Promise<R> {
    const isSent = this.chance.hits(0.5);
    return new Promise((resolve, reject) => {
      const refuse = (afterMs: number): void => {
        process.after(afterMs, () => {
          reject(new NotKnownError());
        });
      };
      const arrive = (): void => {
        if (process.state === 'dead' && !isSent) return;
        if (this.#isAway && !isSent) {
          refuse(this.#delay());
          return;
        }
        const isAnswered = !this.#isAway;
        void apply().then((value) => {
          if (!isAnswered) refuse(TIMEOUT_MS);
          else
            process.after(this.#delay(), () => {
              resolve(value);
            });
        });
      };
      this.time.after(this.#delay(), arrive);
    });
  }

  #delay(): number {
    return this.chance.next() * LATENCY_MS;
  }
}
