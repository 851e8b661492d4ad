import type { VirtualTime } from '../kernel/virtual-time';
import type { Direction, Line } from './line';

/** TCP sends again after a pause that has grown with the outage: the most it adds, ms. */
const RESEND_MS = 400;

/** One direction of one connection: in order, without doubles, as TCP is; late when the line was cut. */
export class Channel {
  readonly #queue: { readonly at: number; readonly deliver: () => void }[] = [];
  readonly #stopHealing: () => void;
  #notBefore = 0;
  #isPumping = false;
  #isBroken = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly line: Line,
    private readonly direction: Direction,
  ) {
    this.#stopHealing = line.onHeal((healed) => {
      if (healed !== direction || this.#queue.length === 0) return;
      this.#notBefore = time.now + line.delay() + line.chance.between(0, RESEND_MS);
      this.#pump();
    });
  }

  /** Delivers in order, after the line's latency, or when it heals, or never. */
  send(deliver: () => void): void {
    if (this.#isBroken) return;
    this.#queue.push({ at: this.time.now + this.line.delay(), deliver });
    this.#pump();
  }

  /** What is under way is lost, and nothing is sent any more. */
  break(): void {
    this.#isBroken = true;
    this.#queue.length = 0;
    this.#stopHealing();
  }

  #pump(): void {
    const [head] = this.#queue;
    if (this.#isPumping || head === undefined) return;
    this.#isPumping = true;
    this.time.at(Math.max(head.at, this.#notBefore), () => {
      this.#isPumping = false;
      if (this.#isBroken || this.#queue.length === 0) return;
      // Cut: everything waits, and `onHeal` goes on.
      if (!this.line.isOpen(this.direction)) return;
      if (this.time.now >= this.#notBefore) this.#queue.shift()?.deliver();
      this.#pump();
    });
  }
}
