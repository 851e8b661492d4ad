import type { PublicId, RoomId } from '@hearken/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { RedisClient } from '../../../platform/redis/open-redis.js';

/** A row nobody writes again is gone after this long, s. */
const ROW_S = 30;
/** A row that was read is believed for this long, ms: a person who moves is told of by the newest server meanwhile. */
const BELIEVED_MS = 1_000;
/** Rows remembered at once. */
const REMEMBERED_MAX = 20_000;
/** Rows written before Redis is waited for. */
const WRITTEN_TOGETHER = 500;

/** Where somebody was last seen. */
interface Belief {
  readonly server: string | undefined;
  readonly until: number;
  toldOf: RoomId | undefined;
}

/** Where somebody is. */
export interface Host {
  /** Undefined when no server says so. */
  readonly server: string | undefined;
  /** They were told something of this room on another server, and may not have heard it. */
  readonly missed: RoomId | undefined;
}

/** The presence directory: which server hosts whom. Soft: rows expire, and are written again by the hosts. */
export class Hosts {
  readonly #believed = new Map<PublicId, Belief>();

  constructor(
    private readonly redis: RedisClient,
    private readonly serverId: string,
    private readonly clock: Clock,
    private readonly prefix: string,
  ) {}

  /** The server a person was last seen on; what was read a moment ago is believed. */
  async hostOf(publicId: PublicId): Promise<Host> {
    const known = this.#believed.get(publicId);
    if (known !== undefined && known.until > this.clock.now()) return { server: known.server, missed: undefined };
    return this.read(publicId);
  }

  /** The same, as the directory says now. */
  async read(publicId: PublicId): Promise<Host> {
    const known = this.#believed.get(publicId);
    // An emptied directory says nothing of where they were a moment ago.
    const server = (await this.redis.get(this.#rowOf(publicId))) ?? known?.server;
    return { server, missed: this.learn(publicId, server) };
  }

  /** Somebody there was told something of a room. */
  noteTold(publicId: PublicId, roomId: RoomId): void {
    const known = this.#believed.get(publicId);
    if (known !== undefined) known.toldOf = roomId;
  }

  /** Somebody is on this server. The room of which they were told last, where that went to another one. */
  learn(publicId: PublicId, server: string | undefined): RoomId | undefined {
    const known = this.#believed.get(publicId);
    const isSame = known?.server === server;
    if (this.#believed.size >= REMEMBERED_MAX) this.#believed.clear();
    const toldOf = isSame ? known?.toldOf : undefined;
    this.#believed.set(publicId, { server, until: this.clock.now() + BELIEVED_MS, toldOf });
    return isSame ? undefined : known?.toldOf;
  }

  /** A person is on this server from now on; the one they were on before. */
  async moveHere(publicId: PublicId): Promise<string | undefined> {
    this.#believed.delete(publicId);
    return (await this.redis.set(this.#rowOf(publicId), this.serverId, 'EX', ROW_S, 'GET')) ?? undefined;
  }

  /** Writes the rows of everybody who is here again. */
  async assertHere(people: Iterable<PublicId>): Promise<void> {
    let writing: Promise<unknown>[] = [];
    for (const publicId of people) {
      writing.push(this.redis.set(this.#rowOf(publicId), this.serverId, 'EX', ROW_S));
      if (writing.length < WRITTEN_TOGETHER) continue;
      await Promise.all(writing);
      writing = [];
    }
    await Promise.all(writing);
  }

  #rowOf(publicId: PublicId): string {
    return `${this.prefix}:at:${publicId}`;
  }
}
