import type { PublicId, RoomId } from '../ids.js';
import type { Role } from '../queue.js';

/** Longest announcement, code points. */
export const ANNOUNCEMENT_MAX = 1_000;

/** To whom. `online` of a role counts whoever chose it last. */
export type Audience =
  | { readonly audience: 'all' }
  | { readonly audience: 'role'; readonly role: Role }
  | { readonly audience: 'room'; readonly roomId: RoomId }
  | { readonly audience: 'person'; readonly personId: PublicId };

/** `POST /api/admin/sysmsg` (answer 201 `AnnouncementView`); `POST /api/admin/sysmsg/reach` takes the same, sends nothing. */
export type AnnouncementDraft = Audience & {
  readonly text: string;
  /** From then on newcomers do not get it any more. */
  readonly expiresAt?: number;
  /** A planned restart: people see a countdown to this time. Audience `all` only. */
  readonly restartAt?: number;
};

/** Answer of `POST /api/admin/sysmsg/reach`: how many people would get it at once. */
export interface Reach {
  readonly people: number;
}

/** One announcement, as operators see it. `GET /api/admin/sysmsg` lists them, newest first. */
export type AnnouncementView = Audience & {
  readonly id: number;
  readonly text: string;
  readonly at: number;
  /** Operator's name. */
  readonly by: string;
  readonly expiresAt?: number;
  readonly restartAt?: number;
  /** `DELETE /api/admin/sysmsg/:id` was asked for. */
  readonly withdrawnAt?: number;
  readonly withdrawnBy?: string;
  /** People it was handed to so far: at once, and at their next register. */
  readonly reached: number;
};

export interface AnnouncementList {
  readonly announcements: readonly AnnouncementView[];
}
