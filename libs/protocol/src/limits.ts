/** Version of this protocol. Raised only by a change that an older client cannot live with. */
export const PROTOCOL_VERSION = 1;

/** A socket that has not registered by then is closed with `register-timeout`. */
export const REGISTER_WITHIN_MS = 5_000;
/** Heartbeat of the socket: the server pings this often. Marks a partner *reconnecting*, never more. */
export const PING_INTERVAL_MS = 2_000;
/** No pong for this long closes the socket. */
export const PING_TIMEOUT_MS = 3_000;

/** An outage of up to this long never ends a conversation or a queue place (I6). */
export const OUTAGE_MS = 10_000;
/** What the browser may need to find its way back after the outage: one retry of at most 1 s, connect, register. */
export const WAY_BACK_MS = 2_500;
/** Leeway counted from the last byte heard of a person whose socket did not close. */
export const LEEWAY_FROM_HEARD_MS = PING_INTERVAL_MS + OUTAGE_MS + WAY_BACK_MS;
/** Leeway counted from a clean close of the socket. */
export const LEEWAY_FROM_CLOSE_MS = OUTAGE_MS + WAY_BACK_MS;
/** Everybody's least leeway after the server itself was away: boot, a pause, a takeover, a room claimed after a wipe. */
export const LEEWAY_AFTER_OUTAGE_MS = 15_000;
/** A server tick later than this is a pause of the server, which must not count against anybody. */
export const SERVER_PAUSE_MS = 1_000;
/** Only people heard within this long are paired. */
export const PRESENT_MS = 5_000;

/** A new partner is refused before a conversation is this old; a leaver's next join waits as long. */
export const NEXT_AFTER_MS = 15_000;
/** Waiting this long offers to also meet people who want to talk. */
export const WIDEN_AFTER_MS = 10_000;
/** Waiting this long, with only people one has met, lets two of them meet again. */
export const RELAX_AFTER_MS = 30_000;
/** How long two people who met are kept apart. */
export const HAVE_MET_MS = 24 * 60 * 60 * 1_000;
/** How many people one is kept apart from, the most recent. */
export const HAVE_MET_MAX = 256;
/** The relax rule never allows one of the last few. */
export const RELAX_NEVER_LAST = 3;

/** A person who has touched nothing for this long in a conversation is asked whether they are still here. */
export const QUIET_AFTER_MS = 3 * 60_000;
/** The page says at most this often that it was touched. */
export const TOUCH_EVERY_MS = 20_000;
/** A conversation in which nobody has said anything for this long ends by itself. */
export const IDLE_AFTER_MS = 30 * 60_000;

/** A typing notice is forgotten after this long. */
export const TYPING_EXPIRY_MS = 5_000;
/** A typing notice is sent at most this often. */
export const TYPING_EVERY_MS = 2_000;

/** `queue:tick` goes out at most this often. */
export const QUEUE_TICK_MS = 1_000;
/** `GET /stats` is counted anew at most this often. */
export const STATS_MAX_AGE_MS = 1_000;
/** The browser polls its queue position at a random time within these bounds. */
export const POSITION_POLL_MS = { min: 3_000, max: 5_000 } as const;
/** The browser syncs its open room this often, so that a lost hint is found. */
export const SYNC_EVERY_MS = 20_000;
/** The browser gives attempts 1, 2 and 4 s in turn, so that a slow network gets its chance and a dead one is left. */
export const ATTEMPT_TIMEOUTS_MS = [1_000, 2_000, 4_000] as const;

/** The clocks farthest west and east, in minutes ahead of UTC. */
export const UTC_OFFSET_MINUTES = { min: -12 * 60, max: 14 * 60 } as const;
/** Every zone in use is whole quarters of an hour from UTC, minutes. */
export const UTC_OFFSET_STEP_MINUTES = 15;

/** Conversation text is gone this long after the end at the latest. */
export const TEXT_KEPT_MS = 24 * 60 * 60 * 1_000;
/** What the end of a room sets as the expiry of its texts: an hour less than promised, for the deletion itself. */
export const TEXT_EXPIRES_MS = 23 * 60 * 60 * 1_000;

/** Longest text, in Unicode code points. */
export const TEXT_MAX = 4_000;
/** Longest note that goes with next, leave and block, in code points. */
export const NOTE_MAX = 200;
/** Longest note that goes with a report, in code points. */
export const REPORT_NOTE_MAX = 500;
/** Entries of a conversation that are kept with a report of it, the last ones; also the most texts of a copy. */
export const REPORT_ENTRIES = 50;
/** A report is gone this long after it was made. */
export const REPORT_KEPT_MS = 90 * 24 * 60 * 60 * 1_000;
/** Largest frame the server reads, bytes. The browser splits `room:send` below it. */
export const FRAME_MAX_BYTES = 32_768;
/** Most entries in one `room:send`. */
export const SEND_MAX_ENTRIES = 100;
/** Most items in one answer or push. */
export const ITEMS_MAX = 200;
/** Most bytes of items in one answer or push, as JSON in UTF-8; one item always fits. */
export const ITEMS_MAX_BYTES = 65_536;
/** How far a number the client names may be above what the server knows (t, outboxFrom). */
export const AHEAD_MAX = 1_000_000;
/** How far a stream id's time may be ahead of the server's clock. */
export const STREAM_AHEAD_MS = 60 * 60 * 1_000;

/** The limits a server tells its clients in register, so that configuration and page never disagree. */
export interface Limits {
  /** Code points in a text. */
  readonly textMax: number;
  /** Bytes in a frame. */
  readonly frameMaxBytes: number;
  /** Texts a person may send a second in the long run. */
  readonly textsPerSecond: number;
  /** Texts a person may send at once after a pause. */
  readonly textsBurst: number;
  /** Texts a person may send a minute. */
  readonly textsPerMinute: number;
  /** Milliseconds of conversation before a new partner may be asked for. */
  readonly nextAfterMs: number;
  /** Milliseconds of waiting after which widening is offered. */
  readonly widenAfterMs: number;
}

/** The limits when nothing is configured. */
export const DEFAULT_LIMITS: Limits = {
  textMax: TEXT_MAX,
  frameMaxBytes: FRAME_MAX_BYTES,
  textsPerSecond: 5,
  textsBurst: 20,
  textsPerMinute: 120,
  nextAfterMs: NEXT_AFTER_MS,
  widenAfterMs: WIDEN_AFTER_MS,
};
