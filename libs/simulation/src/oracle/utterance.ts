import type { Nonce, RoomId } from '@hearken/protocol';
import type { Human } from '../run/world';

/** A text somebody said, and what became of it. */
export class Utterance {
  nonce: Nonce | undefined;
  /** The virtual time at which its author's view first said *sent* or *delivered*. */
  toldSentAt: number | undefined;
  state: 'open' | 'stored' | 'refused' = 'open';

  constructor(
    readonly author: Human,
    /** The tab it was said in. */
    readonly tab: object,
    readonly roomId: RoomId | undefined,
    readonly text: string,
    /** Number in the order in which all texts of a run were said. */
    readonly order: number,
    /** How often the author's store had lost something by then. */
    readonly storeLosses: number,
    private readonly onStored: (utterance: Utterance) => void,
  ) {}

  /** The author's browser has stored it. */
  stored(nonce: Nonce): void {
    this.nonce = nonce;
    this.state = 'stored';
    this.onStored(this);
  }

  refused(_why: string): void {
    this.state = 'refused';
  }
}
