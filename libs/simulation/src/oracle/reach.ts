/** A reachable time shorter than this is no way back: connect, register and one failed attempt may take as long. */
const WAY_BACK_MS = 3_000;

/** When a person could be heard: line open and quick, and a page that runs. */
export class Reach {
  readonly #changes: { readonly at: number; readonly isReachable: boolean }[] = [{ at: 0, isReachable: false }];

  note(at: number, isReachable: boolean): void {
    const last = this.#changes.at(-1);
    if (last?.isReachable === isReachable) return;
    this.#changes.push({ at, isReachable });
  }

  get isReachable(): boolean {
    return this.#changes.at(-1)?.isReachable ?? false;
  }

  /** Whether the person was reachable all the time from `from` to `to`. */
  isReachableThroughout(from: number, to: number): boolean {
    return this.#all(from, to, true);
  }

  isAwayThroughout(from: number, to: number): boolean {
    return this.#all(from, to, false);
  }

  /** When the outage that lasts at `at` began; too short returns do not end one. `at` itself when there is none. */
  outageBefore(at: number): number {
    let end = at;
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const change = this.#changes[i];
      if (change === undefined || change.at > at) continue;
      const until = Math.min(this.#changes[i + 1]?.at ?? at, at);
      if (change.isReachable && until - change.at >= WAY_BACK_MS) return end;
      end = change.at;
    }
    return end;
  }

  #all(from: number, to: number, wanted: boolean): boolean {
    return this.#changes.every((change, i) => {
      const until = this.#changes[i + 1]?.at ?? Number.POSITIVE_INFINITY;
      return until <= from || change.at > to || change.isReachable === wanted;
    });
  }
}
