import type { ErrorCode, RequestName } from '@hearken/protocol';

/** How requests ended: answered, or refused with a code. `unknown` stands for every event the protocol has not. */
export class RequestTally {
  readonly #counts = new Map<RequestName | 'unknown', Map<ErrorCode | 'ok', number>>();

  count(event: RequestName | 'unknown', outcome: ErrorCode | 'ok'): void {
    let outcomes = this.#counts.get(event);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#counts.set(event, outcomes);
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  *entries(): Iterable<readonly [event: string, outcome: string, count: number]> {
    for (const [event, outcomes] of this.#counts) {
      for (const [outcome, count] of outcomes) yield [event, outcome, count];
    }
  }
}
