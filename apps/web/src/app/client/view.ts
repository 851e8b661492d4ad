import type { Place, PlaceWish, RoomId } from '@hearken/protocol';
import type { ConnectionState } from '../connection/connection-machine';
import type { Via } from '../connection/transport';
import { isAwayTooLong } from '../conversation/end-room';
import type { LogRules } from '../conversation/log-rules';
import type { LogEnd, RoomLog, RoomRecord } from '../conversation/room-log';
import type { ClientState, ConnectionStatus, ConversationView, EndView, PartnerView, ThanksView } from './client-state';
import { LineView } from './line-view';
import type { Model } from './model';

/** What a view is made of beside the model. */
export interface ViewInput {
  readonly connection: ConnectionState;
  readonly via: Via | undefined;
  /** A connection has been live in this page's life. */
  readonly wasLive: boolean;
  /** The switch for showing the own place; absent where the server shows no places. */
  readonly place: PlaceWish['is'] | undefined;
  /** Since when the browser says that there is no network, unless something says otherwise. */
  readonly offlineSince: number | undefined;
}

/** Makes the immutable view state from the model. Parts that did not change keep their identity. */
export class View {
  readonly #lines = new Map<string, LineView>();
  readonly #conversations = new Map<string, ConversationView>();
  #list: readonly ConversationView[] = [];
  #status: ConnectionStatus = { is: 'starting' };

  constructor(private readonly rules: LogRules) {}

  make(model: Model, input: ViewInput): ClientState {
    this.#status = reuse(this.#status, statusOf(input));
    const state: ClientState = {
      connection: this.#status,
      person: model.person,
      conversations: this.#all(model),
      announcements: model.announcements,
      notices: model.notices,
      limits: model.limits,
      serverAheadMs: model.serverAheadMs,
      ...(model.site === undefined ? {} : { site: model.site }),
      isTakingBreak: model.tab.isTakingBreak === true,
      ...(input.place === undefined ? {} : { place: input.place }),
      storage: model.storage,
      thanksReceived: model.tab.thanks?.received.length ?? 0,
      isServerVolatile: model.isServerVolatile,
      ...(model.counts === undefined ? {} : { counts: model.counts }),
      ...(model.pending === undefined ? {} : { pending: model.pending }),
    };
    return state;
  }

  #all(model: Model): readonly ConversationView[] {
    for (const roomId of this.#lines.keys()) {
      if (model.rooms.has(roomId)) continue;
      this.#lines.delete(roomId);
      this.#conversations.delete(roomId);
    }
    const open = model.openRoom();
    const list = [...model.rooms.values()].map((log) => this.#one(model, log, log === open));
    const isSame = list.length === this.#list.length && list.every((view, index) => view === this.#list[index]);
    if (!isSame) this.#list = list;
    return this.#list;
  }

  /** @param isOpen at most one is (I5): the end of an older one may still be on its way */
  #one(model: Model, log: RoomLog, isOpen: boolean): ConversationView {
    const { room } = log;
    const lines = this.#lines.get(room.roomId) ?? new LineView(this.rules);
    this.#lines.set(room.roomId, lines);
    const before = this.#conversations.get(room.roomId);
    const end = endView(room.end);
    const { draft, errands } = model.tab;
    const underWay = errands?.find(({ roomId }) => roomId === room.roomId)?.act;
    const view: ConversationView = {
      roomId: room.roomId,
      open: isOpen,
      partner: reuse(before?.partner, partnerView(model, room, isOpen, before?.partner.place)),
      createdAt: room.createdAt,
      nextAt: model.nextAt.get(room.roomId) ?? room.createdAt + model.limits.nextAfterMs,
      metBefore: room.metBefore,
      lines: lines.lines(log),
      draft: draft?.roomId === room.roomId ? draft.text : '',
      ...(draft?.roomId === room.roomId && draft.replyTo !== undefined ? { draftReplyTo: draft.replyTo } : {}),
      isComplete: room.end === undefined || room.isComplete,
      thanks: thanksView(model, room.roomId),
      ...(isOpen && model.askedIn === room.roomId ? { isAsked: true } : {}),
      ...(end === undefined ? {} : { end: reuse(before?.end, end) }),
      ...(room.parted === undefined ? {} : { parted: room.parted }),
      ...(underWay === undefined ? {} : { underWay }),
    };
    const kept = before !== undefined && isShallowEqual(before, view) ? before : view;
    this.#conversations.set(room.roomId, kept);
    return kept;
  }
}

function statusOf({ connection, via, wasLive, offlineSince }: ViewInput): ConnectionStatus {
  switch (connection.is) {
    case 'stopped':
      return { is: wasLive ? 'stopped' : 'starting' };
    case 'live':
      if (offlineSince !== undefined) return { is: 'offline', since: offlineSince };
      return { is: 'live', via: via ?? 'websocket' };
    case 'connecting':
    case 'registering':
      // Attempts go on while the browser says offline: that it is offline stays what people are told.
      if (offlineSince !== undefined) return { is: 'offline', since: connection.since };
      return wasLive || connection.attempt > 0 ? { is: 'reconnecting', since: connection.since } : { is: 'starting' };
    case 'offline':
      return { is: 'offline', since: connection.since };
    case 'retrying':
      return waitingStatus(connection);
    case 'replaced':
      return { is: 'replaced', by: connection.by };
    case 'banned':
      return { is: 'banned', ban: connection.ban };
    case 'outdated':
    case 'refused':
      return { is: connection.is };
  }
}

function waitingStatus(waiting: Extract<ConnectionState, { is: 'retrying' }>): ConnectionStatus {
  const { since, cause, retryAt } = waiting;
  switch (cause) {
    case 'full':
      return { is: 'full', since, retryAt };
    case 'blocked':
      return { is: 'blocked', since };
    case 'lost':
      return { is: 'reconnecting', since, retryAt };
  }
}

function partnerView(model: Model, room: RoomRecord, isOpen: boolean, placeBefore: Place | undefined): PartnerView {
  const { partner } = model;
  const isNow = isOpen && partner?.roomId === room.roomId;
  const place = isNow ? partner.place : undefined;
  return {
    publicId: room.partnerId,
    role: room.partnerRole,
    presence: !isOpen ? GONE : isNow ? partner.presence : HERE,
    isTyping: isNow && partner.isTyping,
    ...(place === undefined ? {} : { place: reuse(placeBefore, place) }),
  };
}

const GONE = { is: 'gone' } as const;
const HERE = { is: 'here' } as const;

function thanksView({ tab: { thanks } }: Model, roomId: RoomId): ThanksView {
  const isGiven = thanks?.given.includes(roomId) === true;
  const isReceived = thanks?.received.includes(roomId) === true;
  if (isGiven) return isReceived ? 'both' : 'given';
  return isReceived ? 'received' : 'none';
}

function endView(end: LogEnd | undefined): EndView | undefined {
  if (end === undefined) return undefined;
  if (end.is === 'reset') return { reason: 'reset', by: 'system', at: end.at, wasAwayTooLong: false };
  const { reason, by, because, note, endedAt, deleted } = end.end;
  return {
    reason,
    by,
    at: endedAt,
    wasAwayTooLong: isAwayTooLong(end.end),
    ...(because === undefined ? {} : { because }),
    ...(note === undefined ? {} : { note }),
    ...(deleted === undefined ? {} : { deleted }),
  };
}

/** The earlier value where it says the same. */
function reuse<T extends object>(before: T | undefined, now: T): T {
  return before !== undefined && isShallowEqual(before, now) ? before : now;
}

function isShallowEqual(left: object, right: object): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const before: unknown = Reflect.get(left, name);
    return before === Reflect.get(right, name);
  });
}
