import type { Chance } from './chance';
import type { Happening, VirtualTime } from './virtual-time';

interface Arrival {
  readonly kind: 'timer' | 'input';
  readonly action: () => void;
}

/** A timer of a process; only that process can read it. */
interface ProcessTimer {
  happening: Happening | undefined;
  isForgotten: boolean;
}

/**
 * One process, a server or a browser tab: everything it does comes through here, so it can be killed (nothing it began
 * comes back to it) and frozen (timers and input are held until it wakes, late and all at once).
 */
export class Process {
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #held: Arrival[] = [];

  constructor(
    readonly time: VirtualTime,
    private readonly chance: Chance,
  ) {}

  get state(): 'running' | 'frozen' | 'dead' {
    return this.#state;
  }

  /** Runs `action` now, or when the process wakes, or never. */
  run(action: () => void): void {
    this.#arrive({ kind: 'input', action });
  }

  /** Runs `action` in this process after `ms`. */
  after(ms: number, action: () => void): void {
    this.time.after(ms, () => {
      this.run(action);
    });
  }

  /** A timer of the process, in the form of the cores' clocks. */
  setTimeout(action: () => void, ms: number): unknown {
    const timer: ProcessTimer = { happening: undefined, isForgotten: false };
    timer.happening = this.time.after(ms, () => {
      this.#arrive({
        kind: 'timer',
        action: () => {
          if (!timer.isForgotten) action();
        },
      });
    });
    return timer;
  }

  clearTimeout(handle: unknown): void {
    const timer = handle as ProcessTimer | undefined;
    if (timer === undefined) return;
    timer.isForgotten = true;
    if (timer.happening !== undefined) this.time.cancel(timer.happening);
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Goes on with what was held. Node runs timers that are due before it reads its sockets; often, not always. */
  wake(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    const held = this.#held;
    this.#held = [];
    const isTimersFirst = this.chance.hits(0.7);
    const first = isTimersFirst ? held.filter((arrival) => arrival.kind === 'timer') : held;
    const later = isTimersFirst ? held.filter((arrival) => arrival.kind !== 'timer') : [];
    for (const arrival of [...first, ...later]) {
      this.time.after(0, () => {
        this.#arrive(arrival);
      });
    }
  }

  kill(): void {
    this.#state = 'dead';
    this.#held = [];
  }

  #arrive(arrival: Arrival): void {
    if (this.#state === 'dead') return;
    if (this.#state === 'frozen') this.#held.push(arrival);
    else arrival.action();
  }
}
