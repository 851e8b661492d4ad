import { computed, signal, type Signal } from '@angular/core';

/** Where the arrow keys lead, seen from the message that the keyboard is at. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowUp: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Which message of a log the person is at. Tab reaches one message only, the newest at first: with as many stops as
 * messages the field below would be out of reach. From its buttons the arrow keys, Home and End lead to the others.
 */
export class LogFocus {
  /** The row that was tapped, or that the keyboard is at. */
  readonly chosen: Signal<string | undefined>;
  /** The row that Tab reaches. */
  readonly tabStop: Signal<string | undefined>;
  private readonly at = signal<string | undefined>(undefined);

  /** @param rows names of the rows of texts, in the order shown */
  constructor(rows: Signal<readonly string[]>) {
    this.chosen = computed(() => {
      const at = this.at();
      return at !== undefined && rows().includes(at) ? at : undefined;
    });
    this.tabStop = computed(() => this.chosen() ?? rows().at(-1));
  }

  /** A tap chooses, a second one lets go. */
  tap(row: string): void {
    this.at.update((before) => (before === row ? undefined : row));
  }

  /** The person has gone on to something else. */
  release(): void {
    this.at.set(undefined);
  }

  /** The focus came to something in the log. */
  entered(target: EventTarget | null): void {
    const row = rowOf(target);
    if (row !== undefined) this.at.set(row.dataset['row']);
  }

  /** The focus went; outside of the log it is forgotten. */
  left(log: HTMLElement, next: EventTarget | null): void {
    if (!(next instanceof Node) || !log.contains(next)) this.release();
  }

  /** A key was pressed in a message; whether it meant another message. */
  key(log: HTMLElement, { key, target }: KeyboardEvent): boolean {
    const step = STEPS[key];
    const row = rowOf(target);
    if (step === undefined || row === undefined) return false;
    const rows = [...log.querySelectorAll<HTMLElement>('hk-message:has([data-act])')];
    const next = rows[step(rows.indexOf(row), rows.length)];
    if (next === undefined) return true;
    const act = target instanceof HTMLElement ? target.dataset['act'] : undefined;
    const same = act === undefined ? null : next.querySelector<HTMLElement>(`[data-act="${act}"]`);
    (same ?? next.querySelector<HTMLElement>('[data-act]'))?.focus();
    return true;
  }
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('hk-message[data-row]') ?? undefined) : undefined;
}
