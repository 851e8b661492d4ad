import type { PushName, RequestName, WireError } from '../../events.js';

/** Which requests a misbehaviour is about; all of them by default. */
interface OnRequests {
  readonly event?: RequestName;
}

/** Which pushes a misbehaviour is about; all of them by default. */
interface OnPushes {
  readonly event?: PushName;
}

/** A member of its own for each word, so that each can be told apart by type. */
type Is<K extends string> = K extends unknown ? { readonly is: K } : never;

/**
 * What a server may do wrong, or be made to do by the network between.
 *
 * - `ignore`: the request is lost on its way; `never-ack`: it is done, and its answer is lost.
 * - `ack-late`: the answer comes `ms` later; `ack-twice`: it comes twice.
 * - `refuse`: the request is not done, and answered with `error` (see `refusal`).
 * - `close-mid-request`: the socket is closed instead of the answer, the request done or not.
 * - `drop-pushes`, `duplicate-pushes`; `reorder-pushes`: each push waits for the next one and comes after it.
 * - `half-open`: nothing is heard and nothing said, and no connection closes.
 * - `refuse-websocket`: HTTP answers, and every upgrade is refused.
 * - `newer-protocol`: every register is answered `outdated`.
 */
export type Misbehaviour =
  | (Is<'ignore' | 'never-ack' | 'ack-twice'> & OnRequests)
  | ({ readonly is: 'ack-late'; readonly ms: number } & OnRequests)
  | ({ readonly is: 'refuse'; readonly error: WireError } & OnRequests)
  | ({ readonly is: 'close-mid-request'; readonly isDone: boolean } & OnRequests)
  | (Is<'drop-pushes' | 'duplicate-pushes' | 'reorder-pushes'> & OnPushes)
  | Is<'half-open' | 'refuse-websocket' | 'newer-protocol'>;

type Kind = Misbehaviour['is'];
type Of<K extends Kind> = Extract<Misbehaviour, { readonly is: K }>;

/** The misbehaviours that are switched on, each for as many times as it was asked for. */
export class Misbehaviours {
  readonly #active: { readonly what: Misbehaviour; left: number }[] = [];

  /** Switches one on, for the next `times` occasions; the way to switch it off. */
  add(what: Misbehaviour, times = Number.POSITIVE_INFINITY): () => void {
    const entry = { what, left: times };
    this.#active.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The one of these kinds that holds for an event now, if any; it is used up by one. */
  take<K extends Kind>(kinds: readonly K[], event?: string): Of<K> | undefined {
    for (const entry of this.#active) {
      const { what } = entry;
      const isMeant = isOf(what, kinds) && entry.left > 0 && (!('event' in what) || what.event === event);
      if (!isMeant) continue;
      entry.left -= 1;
      return what;
    }
    return undefined;
  }

  clear(): void {
    this.#active.length = 0;
  }
}

function isOf<K extends Kind>(what: Misbehaviour, kinds: readonly K[]): what is Of<K> {
  return kinds.some((kind) => kind === what.is);
}
