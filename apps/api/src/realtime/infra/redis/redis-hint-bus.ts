import type { PublicId } from '@hearken/protocol';
import type { CoordinationMeter } from '../../../coordination/coordination-meter.js';
import type { Clock } from '../../../platform/clock.js';
import { errorOf, type Log } from '../../../platform/log.js';
import { repeat } from '../../../platform/repeat.js';
import type { RedisClient } from '../../../platform/redis/open-redis.js';
import type { AddressedHint, Hint, HintBus, Residents } from '../../hint-bus.port.js';
import { Hosts } from './hosts.js';
import { OwedHints, roomOf } from './owed-hints.js';
import { HintSubscription } from './hint-subscription.js';

/** What the bus of a cluster needs. */
export interface RedisHintBusParts {
  /** For commands. */
  readonly redis: RedisClient;
  /** A connection of its own for a subscription; made anew when one has gone deaf. */
  readonly openSubscriber: () => RedisClient;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter?: CoordinationMeter;
  /** Begins every key and channel. */
  readonly prefix?: string;
}

/** What goes over a channel. */
interface Message {
  /** The server that says it. */
  readonly from: string;
  readonly hint: AddressedHint;
}

/**
 * Hints between servers on Redis: each server hears one channel, and a hint goes to the one server that hosts its
 * person, as the directory says. A wrong or missing row costs a hint, never an entry. People of this very server are
 * told without Redis.
 */
export class RedisHintBus implements HintBus {
  readonly #hosts: Hosts;
  readonly #subscription: HintSubscription;
  readonly #owed = new OwedHints();
  readonly #listeners = new Set<(hint: Hint) => void>();
  /** The last hint under way to each person elsewhere: the next one waits for it, to keep their order. */
  readonly #underWay = new Map<PublicId, Promise<void>>();
  #residents: Residents = NOBODY;
  #isSilent = false;
  readonly #stopAsserting: () => void;

  constructor(private readonly parts: RedisHintBusParts) {
    const prefix = parts.prefix ?? 'hearken';
    this.#hosts = new Hosts(parts.redis, parts.serverId, parts.clock, prefix);
    this.#subscription = new HintSubscription({
      ...parts,
      channel: this.#channelOf(parts.serverId),
      onMessage: (text) => this.#onMessage(text),
      onMissed: () => this.#tell({ kind: 'missed' }),
      onLag: (ms) => parts.meter?.lag(ms),
    });
    this.#stopAsserting = repeat(parts.clock, REASSERT_EVERY_MS, () => this.#reassert());
  }

  publish(hint: Hint): void {
    if (hint.kind === 'missed') {
      queueMicrotask(() => this.#tell(hint));
    } else if (hint.kind === 'person') {
      this.#queue(hint, () => this.#formerHostOf(hint.to));
    } else if (this.#residents.isHere(hint.to)) {
      queueMicrotask(() => this.#tell(hint));
    } else if (hint.kind === 'paired' && hint.host !== undefined) {
      const { host } = hint;
      this.#queue(hint, () => Promise.resolve(host));
    } else {
      this.#queue(hint, () => this.#knownHostOf(hint));
    }
  }

  subscribe(listener: (hint: Hint) => void, residents: Residents = NOBODY): () => void {
    const own = (hint: Hint): void => {
      listener(hint);
    };
    this.#residents = residents;
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      // A server that drains speaks for nobody any more: they are on others by and by.
      this.#residents = NOBODY;
    };
  }

  /** Resolves when this server hears its own channel. */
  ready(): Promise<void> {
    return this.#subscription.ready();
  }

  /** Resolves when everything published so far is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  close(): void {
    this.#listeners.clear();
    this.#stopAsserting();
    this.#subscription.close();
  }

  /** Where somebody was who has registered on this server. */
  async #formerHostOf(publicId: PublicId): Promise<string | undefined> {
    if (this.#residents.isHere(publicId)) return this.#hosts.moveHere(publicId);
    return (await this.#hosts.hostOf(publicId)).server;
  }

  async #knownHostOf(hint: AddressedHint): Promise<string | undefined> {
    // Who moves at the same moment as their partner is found by the later one of the two, if that one looks anew.
    const isFresh = hint.kind === 'asked-after';
    const { server, missed } = await (isFresh ? this.#hosts.read(hint.to) : this.#hosts.hostOf(hint.to));
    if (missed !== undefined) await this.#send(server, { kind: 'room', to: hint.to, roomId: missed });
    if (server === undefined) {
      this.#owed.note(hint);
      this.parts.meter?.hint('homeless');
    }
    return server;
  }

  #queue(hint: AddressedHint, hostOf: () => Promise<string | undefined>): void {
    const { to } = hint;
    const before = this.#underWay.get(to) ?? Promise.resolve();
    const sent = before.then(() => this.#tried(async () => this.#send(await hostOf(), hint)));
    this.#underWay.set(to, sent);
    void sent.then(() => {
      if (this.#underWay.get(to) === sent) this.#underWay.delete(to);
    });
  }

  async #send(server: string | undefined, hint: AddressedHint): Promise<void> {
    if (server === undefined || server === this.parts.serverId) return;
    const message: Message = { from: this.parts.serverId, hint };
    await this.#subscription.publish(this.#channelOf(server), JSON.stringify(message));
    this.parts.meter?.hint('sent');
    const roomId = roomOf(hint);
    if (roomId !== undefined) this.#hosts.noteTold(hint.to, roomId);
  }

  /** A hint that did not get through costs speed only: said once, until one gets through again. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#isSilent = false;
    } catch (cause) {
      this.parts.meter?.hint('failed');
      if (!this.#isSilent) this.parts.log.warn('hints-not-sent', { cause: errorOf(cause) });
      this.#isSilent = true;
    }
  }

  #onMessage(text: string): void {
    try {
      const { from, hint } = JSON.parse(text) as Message;
      if (hint.kind === 'asked-after') this.#learn(hint.by, from);
      // Once frozen, this server may have told the directory of somebody who had left it already.
      if (roomOf(hint) !== undefined && !this.#residents.isHere(hint.to)) this.#owed.note(hint);
      this.#tell(hint);
    } catch (cause) {
      this.parts.log.warn('hint-unreadable', { cause: errorOf(cause) });
    }
  }

  /** What went to the server that they have left they read in the log. */
  #learn(publicId: PublicId, server: string): void {
    const roomId = this.#hosts.learn(publicId, server);
    if (roomId !== undefined) this.publish({ kind: 'room', to: publicId, roomId });
  }

  #tell(hint: Hint): void {
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue;
      try {
        listener(hint);
      } catch (cause) {
        this.parts.log.error('hint-broke', { cause: errorOf(cause) });
      }
    }
  }

  /** Rows expire by themselves; those of the people who are here are written again in time. */
  async #reassert(): Promise<void> {
    await this.#tried(() => this.#hosts.assertHere(this.#residents.publicIds()));
    for (const hint of this.#owed.take()) this.#tellAgain(hint);
  }

  #tellAgain(hint: AddressedHint): void {
    this.#queue(hint, async () => (await this.#hosts.read(hint.to)).server);
  }

  #channelOf(server: string): string {
    return `${this.parts.prefix ?? 'hearken'}:server:${server}`;
  }
}

/** How often the directory is told again who is here, ms: an emptied Redis knows everybody again within I8's 5 s. */
const REASSERT_EVERY_MS = 3_000;

const NOBODY: Residents = { isHere: () => false, publicIds: () => [] };
