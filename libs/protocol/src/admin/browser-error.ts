export const BROWSER_ERROR_KINDS = ['error', 'rejection', 'fault'] as const;
export const BROWSER_PAGES = ['landing', 'chat', 'admin', 'other'] as const;
export const BROWSER_FAMILIES = ['chromium', 'firefox', 'safari', 'other'] as const;
/** Name of an error's class. */
export const ERROR_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
/** A place in the page's own code: file, line, column. No address, no query, no function name. */
export const ERROR_FRAME_PATTERN = /^[\w-]{1,60}\.js:\d{1,7}:\d{1,7}$/;
export const ERROR_FRAMES_MAX = 8;

/** `POST /api/browser-errors` (204): a fault of the page. Has no message on purpose: it could hold words of people. */
export interface BrowserErrorReport {
  /** Version of the page. */
  readonly version: string;
  readonly kind: (typeof BROWSER_ERROR_KINDS)[number];
  readonly name: string;
  readonly frames: readonly string[];
  readonly page: (typeof BROWSER_PAGES)[number];
  readonly browser: (typeof BROWSER_FAMILIES)[number];
}

/** Equal faults: same version, kind, name and frames. A row of `GET /api/admin/browser-errors`, most recent first. */
export interface BrowserErrorGroup extends Pick<BrowserErrorReport, 'version' | 'kind' | 'name' | 'frames'> {
  readonly id: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly pages: readonly BrowserErrorReport['page'][];
  readonly browsers: readonly BrowserErrorReport['browser'][];
}

export interface BrowserErrorList {
  readonly groups: readonly BrowserErrorGroup[];
}
