import type { RoomId } from '@hearken/protocol';
import type { ThanksRecord } from './browser-stores';
import type { Core } from './core';

/** Conversations remembered on each side; more than anybody has in one tab. */
const REMEMBERED_MAX = 200;

/** "That helped": said once, and asked for again on the next connection until it was heard. */
export class Thanks {
  constructor(private readonly core: Core) {}

  /** The person says that an ended conversation helped. */
  give(roomId: RoomId): void {
    if (this.#kept.given.includes(roomId)) return;
    this.#keep({ given: [...this.#kept.given, roomId], unsaid: [...this.#kept.unsaid, roomId] });
    this.renew();
  }

  /** The partner of an ended conversation says so. */
  received(roomId: RoomId): void {
    if (this.#kept.received.includes(roomId)) return;
    this.#keep({ received: [...this.#kept.received, roomId] });
  }

  /** A session is registered: what was not heard yet is said on it. */
  renew(): void {
    const session = this.core.connection.live;
    if (session === undefined) return;
    for (const roomId of this.#kept.unsaid) {
      const heard = (): void => {
        this.#keep({ unsaid: this.#kept.unsaid.filter((other) => other !== roomId) });
      };
      this.core.ask(
        session,
        'room:thank',
        { roomId },
        {
          answered: heard,
          refused: (_error, policy) => {
            if (policy !== 'retry') heard();
          },
        },
      );
    }
  }

  get #kept(): ThanksRecord {
    return this.core.model.tab.thanks ?? NONE;
  }

  #keep(change: Partial<ThanksRecord>): void {
    const { given, received, unsaid } = { ...this.#kept, ...change };
    const thanks = { given: given.slice(-REMEMBERED_MAX), received: received.slice(-REMEMBERED_MAX), unsaid };
    this.core.model.keep({ thanks });
  }
}

const NONE: ThanksRecord = { given: [], received: [], unsaid: [] };
