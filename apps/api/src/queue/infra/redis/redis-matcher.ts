import { createHash } from 'node:crypto';
import { HAVE_MET_MAX, HAVE_MET_MS, PRESENT_MS, RELAX_NEVER_LAST, type PublicId, type Role } from '@hearken/protocol';
import type { Cluster, Redis } from 'ioredis';
import { BEING_PAIRED_MS, DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from '../../domain/matcher-options.js';
import type { Match, Matcher, Waiting } from '../../matcher.port.js';
import type { Interaction } from '../../pairing-store.port.js';
import { MATCHER_SCRIPT } from './matcher-script.js';

/** What the matcher of a cluster needs. */
export interface RedisMatcherParts {
  readonly redis: Redis | Cluster;
  /** This server, as its people are marked: only the server that put somebody moves or removes them. */
  readonly serverId: string;
  /** Begins every key; its hash tag keeps a pool in one slot. */
  readonly pool?: string;
  /** Told how long each call took, ms. */
  readonly onCall?: (call: string, ms: number) => void;
}

/** Pairs one call hands out: a script must not keep Redis from everybody else for longer than some milliseconds. */
const PAIRS_A_CALL = 250;
/** People looked at in one call, some 30 us each; the next call goes on. */
const CHANGES_A_CALL = 500;
/** The people of a server that was not heard for this long are passed over, ms: as people who are not heard. */
const SERVER_SILENT_MS = PRESENT_MS;
/** People looked for in one call, a microsecond or two each. */
const LOOKS_A_CALL = 1_000;
/** Who was taken can be given back for this long, ms: longer than a commit takes. Later their own server puts them. */
const TAKEN_FOR_MS = 10_000;
/** They are taken up by other servers within seconds; what is left after this long is swept away, ms. */
const SERVER_FORGOTTEN_MS = 60_000;

const SHA = createHash('sha1').update(MATCHER_SCRIPT).digest('hex');

type Reply = string | number | null | readonly Reply[];

/** The matcher of all servers on one Redis. Each call is one atomic step there; all of it can be put again. */
export class RedisMatcher implements Omit<Matcher, 'isUp' | 'untold'> {
  readonly #key: string;
  readonly #options: string;

  constructor(
    private readonly parts: RedisMatcherParts,
    options: MatcherOptions = DEFAULT_MATCHER_OPTIONS,
  ) {
    this.#key = `{${parts.pool ?? 'hearken:pool'}}`;
    this.#options = JSON.stringify({
      sameDeviceMayMeet: options.sameDeviceMayMeet,
      widenAfterMs: options.widenAfterMs,
      relaxAfterMs: options.relaxAfterMs === 'never' ? -1 : options.relaxAfterMs,
      haveMetMax: HAVE_MET_MAX,
      haveMetMs: HAVE_MET_MS,
      neverLast: RELAX_NEVER_LAST,
      pairsMax: PAIRS_A_CALL,
      settledMax: CHANGES_A_CALL,
      deadAfterMs: SERVER_SILENT_MS,
      forgottenAfterMs: SERVER_FORGOTTEN_MS,
      takenForMs: TAKEN_FOR_MS,
      beingPairedMs: BEING_PAIRED_MS,
    });
  }

  async put(person: Waiting, met: readonly Interaction[]): Promise<void> {
    await this.#call('put', JSON.stringify(person), JSON.stringify(met));
  }

  async giveBack({ host = this.parts.serverId, ...person }: Waiting, met: readonly Interaction[]): Promise<void> {
    await this.#call('giveBack', host, JSON.stringify(person), JSON.stringify(met));
  }

  async setPresent(publicId: PublicId, present: boolean): Promise<void> {
    await this.#call('present', publicId, present ? '1' : '0');
  }

  async remove(publicId: PublicId): Promise<void> {
    await this.#call('remove', publicId);
  }

  async met(left: string, right: string, at: number): Promise<void> {
    await this.#call('met', left, right, String(at));
  }

  async blocked(left: string, right: string, at: number): Promise<void> {
    await this.#call('blocked', left, right, String(at));
  }

  async take(now: number): Promise<readonly Match[]> {
    return listOf(await this.#call('take', String(now))).map(toMatch);
  }

  async position(publicId: PublicId): Promise<number | undefined> {
    const rank = await this.#call('position', publicId);
    return typeof rank === 'number' ? rank + 1 : undefined;
  }

  async counts(): Promise<Readonly<Record<Role, number>>> {
    const [vent, listen, talk] = listOf(await this.#call('counts'));
    return { vent: Number(vent), listen: Number(listen), talk: Number(talk) };
  }

  async missing(publicIds: readonly PublicId[]): Promise<readonly PublicId[]> {
    const missing: string[] = [];
    for (let from = 0; from < publicIds.length; from += LOOKS_A_CALL) {
      const reply = await this.#call('missing', ...publicIds.slice(from, from + LOOKS_A_CALL));
      missing.push(...listOf(reply).map(String));
    }
    return missing;
  }

  async #call(op: string, ...args: readonly string[]): Promise<Reply> {
    const askedAt = performance.now();
    const reply = await this.#run([this.#key, op, this.#options, this.parts.serverId, ...args]);
    this.parts.onCall?.(op, performance.now() - askedAt);
    return reply;
  }

  async #run(all: readonly [string, ...string[]]): Promise<Reply> {
    const { redis } = this.parts;
    try {
      return (await redis.evalsha(SHA, 1, ...all)) as Reply;
    } catch (cause) {
      // A Redis that was restarted, or a replica that was promoted, may not hold the script yet.
      if (!(cause instanceof Error && cause.message.startsWith('NOSCRIPT'))) throw cause;
      return (await redis.eval(MATCHER_SCRIPT, 1, ...all)) as Reply;
    }
  }
}

function toMatch(reply: Reply): Match {
  const [left, leftHost, isLeftPresent, right, rightHost, isRightPresent, haveMet] = listOf(reply);
  return {
    left: toWaiting(left, leftHost, isLeftPresent),
    right: toWaiting(right, rightHost, isRightPresent),
    mayHaveMet: haveMet === '1',
  };
}

function toWaiting(raw: Reply | undefined, host: Reply | undefined, present: Reply | undefined): Waiting {
  return { ...(JSON.parse(String(raw)) as Waiting), host: String(host), present: present === '1' };
}

function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]) : [];
}
