import {
  DEFAULT_LIMITS,
  type Announcement,
  type Counts,
  type Limits,
  type PartnerNow as Told,
  type Place,
  type RoomId,
  type RoomState,
  type Settled,
  type SiteSettings,
} from '@hearken/protocol';
import type { Clock } from '../connection/ports';
import type { RoomLog } from '../conversation/room-log';
import type { TabRecord, TabStore } from './browser-stores';
import type { Notice, PartnerView, PendingAct, PersonView } from './client-state';

/** How the partner of the open conversation is, as told last on this connection. Not stored. */
export interface PartnerNow {
  readonly roomId: RoomId;
  readonly presence: PartnerView['presence'];
  readonly isTyping: boolean;
  readonly place?: Place;
}

type NoticeBody = Notice extends infer N ? (N extends Notice ? Omit<N, 'id'> : never) : never;

/** Announcement ids remembered, so that none is shown twice. */
const SHOWN_MAX = 50;

/**
 * Everything the client knows, in memory. Logs enter it only after the store has them (`Vault`); the rest is what the
 * server said last. Only tasks of the mailbox change it, and `changed` is called when they have.
 */
export class Model {
  rooms: ReadonlyMap<RoomId, RoomLog> = new Map();
  person: PersonView = { is: 'unknown' };
  partner: PartnerNow | undefined;
  /** The conversation in which the person was asked whether they are still here. */
  askedIn: RoomId | undefined;
  /** From when on `next` is allowed, this browser's clock; by room. */
  readonly nextAt = new Map<RoomId, number>();
  counts: Counts | undefined;
  announcements: readonly Announcement[] = [];
  notices: readonly Notice[] = [];
  limits: Limits = DEFAULT_LIMITS;
  storage: 'disk' | 'memory' = 'disk';
  isServerVolatile = false;
  /** The server shows partners where one is. */
  showsPlaces = false;
  serverVersion: string | undefined;
  /** Whether joins are taken, as told last. */
  site: SiteSettings | undefined;
  pending: PendingAct | undefined;
  #tab: TabRecord;
  #serverAhead = 0;
  #nextNotice = 1;

  constructor(
    private readonly tabStore: TabStore,
    private readonly clock: Clock,
    newStoreKey: () => string,
    readonly changed: () => void,
  ) {
    const kept = tabStore.read();
    this.#tab = kept ?? { storeKey: newStoreKey() };
    if (kept === undefined) tabStore.write(this.#tab);
    this.announcements = this.#tab.announcements ?? [];
  }

  get tab(): TabRecord {
    return this.#tab;
  }

  /** Changes what the tab keeps; `undefined` forgets a part. */
  keep(patch: { readonly [K in keyof TabRecord]?: TabRecord[K] | undefined }): void {
    const tab: { -readonly [K in keyof TabRecord]: TabRecord[K] } = { ...this.#tab };
    Object.assign(tab, patch);
    for (const name of Object.keys(patch))
      if (Reflect.get(patch, name) === undefined) Reflect.deleteProperty(tab, name);
    this.#tab = tab;
    this.tabStore.write(tab);
  }

  /** Server time minus this browser's, ms. */
  get serverAheadMs(): number {
    return this.#serverAhead;
  }

  /** This browser's best estimate of the server's time, ms since the epoch. */
  serverNow(): number {
    return this.clock.now() + this.#serverAhead;
  }

  /** Takes the server's word for its time. */
  setServerTime(now: number): void {
    this.#serverAhead = now - this.clock.now();
  }

  /** The conversation that has not ended, if there is one; the newest while the end of an older one is on its way. */
  openRoom(): RoomLog | undefined {
    return [...this.rooms.values()].findLast(({ room }) => room.end === undefined);
  }

  /** Whether the person is in another room than this one already: what this one's end says of them is old. */
  isElsewhere(roomId: RoomId): boolean {
    return this.person.is === 'paired' && this.person.roomId !== roomId;
  }

  /** Takes the server's word for where the person is, outside a room. */
  settle(state: Settled): void {
    const now = this.clock.now();
    if (state.is === 'idle') {
      this.person = {
        is: 'idle',
        ...(state.joinInMs === undefined ? {} : { joinAt: now + state.joinInMs }),
        ...(state.isHeld === undefined ? {} : { isHeld: state.isHeld }),
      };
      this.keep({ isSeeking: undefined });
      return;
    }
    const since = now - state.waitedMs;
    const canWiden = state.role !== 'talk' && !state.widen;
    this.counts = state.counts;
    this.person = {
      is: 'queued',
      role: state.role,
      widen: state.widen,
      position: state.position,
      since,
      ...(state.isPaused === undefined ? {} : { isPaused: state.isPaused }),
      ...(state.opensInMs === undefined ? {} : { opensAt: now + state.opensInMs }),
      ...(canWiden ? { widenOfferAt: since + this.limits.widenAfterMs } : {}),
    };
    this.keep({ isSeeking: true, role: state.role, widen: state.widen });
  }

  /** Takes the server's word that the person is in this room. */
  setPaired(state: RoomState): void {
    const { role } = this.#tab;
    this.person = { is: 'paired', roomId: state.roomId, ...(role === undefined ? {} : { role }) };
    this.keep({ isSeeking: undefined });
    this.nextAt.set(state.roomId, this.clock.now() - state.ageMs + this.limits.nextAfterMs);
    this.setPartner(state.roomId, state.partner, this.partner?.roomId === state.roomId && this.partner.isTyping);
  }

  setPartner(roomId: RoomId, { presence, place }: Told, isTyping: boolean): void {
    this.partner = {
      roomId,
      ...(place === undefined ? {} : { place }),
      isTyping: isTyping && presence.is === 'here',
      presence: presence.is === 'here' ? presence : { is: 'reconnecting', until: this.clock.now() + presence.leftMs },
    };
  }

  /** Announcements not shown before, oldest first. */
  unseen(announcements: readonly Announcement[]): readonly Announcement[] {
    const shown = new Set(this.#tab.announcementsShown ?? []);
    return announcements.filter(({ id }) => !shown.has(id)).sort((left, right) => left.id - right.id);
  }

  /**
   * Notes announcements as shown.
   *
   * @param inLog ids of those that stand in the log of a conversation; only a restart to come is worth a banner besides
   */
  announce(fresh: readonly Announcement[], inLog: ReadonlySet<number>): void {
    if (fresh.length === 0) return;
    const banners = fresh.filter(({ id, restartAt }) => !inLog.has(id) || restartAt !== undefined);
    this.#showBanners([...this.announcements, ...banners]);
    const shown = new Set([...(this.#tab.announcementsShown ?? []), ...fresh.map(({ id }) => id)]);
    this.keep({ announcementsShown: [...shown].sort((left, right) => left - right).slice(-SHOWN_MAX) });
  }

  dismissAnnouncement(dismissed: number): void {
    this.#showBanners(this.announcements.filter(({ id }) => id !== dismissed));
  }

  /** They stay over a reload until they are dismissed, taken back, or over. */
  #showBanners(announcements: readonly Announcement[]): void {
    this.announcements = announcements;
    this.keep({ announcements: announcements.length === 0 ? undefined : announcements });
  }

  /** The operators took these back. */
  takeBack(ids: readonly number[]): void {
    if (ids.length > 0) this.#showBanners(this.announcements.filter(({ id }) => !ids.includes(id)));
  }

  /** Says something once; the same thing is not said twice at a time. */
  notify(notice: NoticeBody): void {
    const said = JSON.stringify(notice);
    if (this.notices.some(({ id: _id, ...held }) => JSON.stringify(held) === said)) return;
    this.notices = [...this.notices, { id: this.#nextNotice, ...notice }];
    this.#nextNotice += 1;
  }
}
