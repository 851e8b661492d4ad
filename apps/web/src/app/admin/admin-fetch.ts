import { InjectionToken } from '@angular/core';

/** What of an answer is read. */
export interface AdminAnswer {
  readonly status: number;
  readonly ok: boolean;
  json(): Promise<unknown>;
  blob(): Promise<Blob>;
  readonly body: {
    getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> };
  } | null;
}

/** The browser's `fetch`, as far as it is used. */
export type AdminFetch = (
  path: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
    readonly cache: 'no-store';
    /** The refresh cookie goes to our own origin only. */
    readonly credentials: 'same-origin';
  },
) => Promise<AdminAnswer>;

/** How the operators' pages reach the server. */
export const ADMIN_FETCH = new InjectionToken<AdminFetch>('fetch of the operators', {
  providedIn: 'root',
  factory: () => (path, init) => fetch(path, init),
});
