import { Injectable, signal } from '@angular/core';

/** How Chromium, Firefox and Safari say that a part of the page could not be fetched, or was answered with a page. */
const NOT_FETCHED = /dynamically imported module|importing a module script failed|valid javascript mime type/i;

/** Whether an error means that a part of the page, loaded when it is needed, could not be had. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && NOT_FETCHED.test(error.message);
}

/**
 * A part of the page that could not be had: this page is from before a newer version, whose server has other parts, or
 * the connection is gone.
 */
@Injectable({ providedIn: 'root' })
export class MissingPart {
  private readonly wanted = signal<string | undefined>(undefined);

  /** Address that was wanted; undefined while nothing is missing. */
  readonly address = this.wanted.asReadonly();

  note(address: string): void {
    this.wanted.set(address);
  }

  dismiss(): void {
    this.wanted.set(undefined);
  }
}
