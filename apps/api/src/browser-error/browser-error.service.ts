import { createHash } from 'node:crypto';
import { ADMIN_PAGE_MAX, type BrowserErrorList, type BrowserErrorReport } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { BrowserErrorStore } from './browser-error-store.port.js';

/** Groups kept at most: a page that breaks in a new way each time fills no disk. */
const GROUPS_MAX = 500;
/** What the service is made of. */
export interface BrowserErrorParts {
  readonly store: BrowserErrorStore;
  readonly clock: Clock;
}

/** Faults of pages: counted by what they are, without anything a person wrote or is known by. */
export class BrowserErrorService {
  constructor(private readonly parts: BrowserErrorParts) {}

  /** Whether it was taken. */
  take(report: BrowserErrorReport): Promise<boolean> {
    return this.parts.store.add(groupOf(report), report, this.parts.clock.now(), GROUPS_MAX);
  }

  async list(): Promise<BrowserErrorList> {
    return { groups: await this.parts.store.list(ADMIN_PAGE_MAX) };
  }
}

function groupOf({ version, kind, name, frames }: BrowserErrorReport): string {
  return createHash('sha256')
    .update(JSON.stringify([version, kind, name, frames]))
    .digest('base64url')
    .slice(0, 22);
}
