/** What became of a hint to another server: it went; nobody knew where to; Redis did not take it. */
export type HintOutcome = 'sent' | 'homeless' | 'failed';

/** Told how coordination goes; times in ms. */
export interface CoordinationMeter {
  /** From asking Redis the simplest question until its answer. */
  roundTrip(ms: number): void;
  /** One call of the matcher. */
  matcher(call: string, ms: number): void;
  /** From publishing a hint to oneself until it is heard. */
  lag(ms: number): void;
  hint(outcome: HintOutcome): void;
}

/** A meter for adapters that are made before there is one: it tells the one that is given to it later. */
export class LateMeter implements CoordinationMeter {
  #meter: CoordinationMeter | undefined;

  tell(meter: CoordinationMeter): void {
    this.#meter = meter;
  }

  roundTrip(ms: number): void {
    this.#meter?.roundTrip(ms);
  }

  matcher(call: string, ms: number): void {
    this.#meter?.matcher(call, ms);
  }

  lag(ms: number): void {
    this.#meter?.lag(ms);
  }

  hint(outcome: HintOutcome): void {
    this.#meter?.hint(outcome);
  }
}
