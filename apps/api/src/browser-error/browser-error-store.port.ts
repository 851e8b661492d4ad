import type { BrowserErrorGroup, BrowserErrorReport } from '@hearken/protocol';

/** A group that nothing was added to for so long is forgotten. */
export const BROWSER_ERROR_KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** Faults of pages, grouped (collection `browserErrors`). */
export interface BrowserErrorStore {
  /** One more of this group. Whether it was taken: there are at most `groupsMax` groups. */
  add(id: string, report: BrowserErrorReport, at: number, groupsMax: number): Promise<boolean>;
  /** Most recent first. */
  list(limit: number): Promise<readonly BrowserErrorGroup[]>;
}
