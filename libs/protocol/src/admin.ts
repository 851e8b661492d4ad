import type { PublicId, RoomId } from './ids.js';
import type { Role } from './queue.js';
import type { Announcement, QueueGate, SiteSettings } from './session.js';

/**
 * The operators' side: what `/api/admin/...` takes and answers, and the few public routes that belong to it. Times are
 * server time in ms since the epoch. Every refusal is `AdminProblem` (RFC 9457, `application/problem+json`).
 */

/** What an operator may do. A moderator deals with people; an admin also with settings, operators and the audit. */
export const OPERATOR_ROLES = ['moderator', 'admin'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Name of an operator: 2 to 32 characters, lower case. */
export const OPERATOR_NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{1,31}$/;
/** Bounds of an operator's password, code points. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;
/** Longest announcement, code points. */
export const ANNOUNCEMENT_MAX = 1_000;
/** Longest reason of a ban, warning, appeal's answer or queue notice, code points. */
export const OPERATOR_NOTE_MAX = 500;
/** Longest appeal, code points. */
export const APPEAL_MAX = 1_000;
/** Longest ban that has an end, hours. One without `hours` is for good. */
export const BAN_HOURS_MAX = 24 * 365;
/** Most rows in one page of a list. */
export const ADMIN_PAGE_MAX = 200;

/** Why an admin route refuses. `status` of HTTP follows from it. */
export const ADMIN_PROBLEM_STATUS = {
  /** The body or query does not fit. `detail` names the field, never its content. */
  invalid: 400,
  /** No token, or one that is cut, forged, expired or signed out: refresh, else sign in. */
  'signed-out': 401,
  /** Name or password is wrong; it is not said which. */
  'wrong-credentials': 401,
  /** Signed in, but not allowed for this role. */
  forbidden: 403,
  /** The request comes from a page of another origin. */
  'foreign-origin': 403,
  /** A one-time password was used: only `POST /api/admin/password` works until it is changed. */
  'password-change-required': 403,
  'not-found': 404,
  /** It has been done already, or the thing is in another state now. */
  conflict: 409,
  /** Too many failures; `retryAfterMs` and `Retry-After` say when the next try counts. */
  locked: 429,
  'rate-limited': 429,
  /** The database did not answer. */
  'try-later': 503,
} as const;
export type AdminProblemCode = keyof typeof ADMIN_PROBLEM_STATUS;

/** A refusal of an admin route. */
export interface AdminProblem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: AdminProblemCode;
  /** English, for developers. */
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

// Sign-in

/** `POST /api/admin/session`: sign in. Also sets the refresh cookie (httpOnly, SameSite=Strict). */
export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** Answer of sign-in and of `POST /api/admin/session/refresh` (which has no body, only the cookie). */
export interface SignedIn {
  /** For `Authorization: Bearer`. Kept in memory only. */
  readonly token: string;
  /** When the token ends; refresh before. */
  readonly expiresAt: number;
  readonly operator: OperatorName;
  /** A one-time password was used: change it first, nothing else is allowed. */
  readonly mustChangePassword: boolean;
}

export interface OperatorName {
  readonly name: string;
  readonly role: OperatorRole;
}

/** `POST /api/admin/password`: change one's own; every other session of this operator ends. Answer: `SignedIn`. */
export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

// `DELETE /api/admin/session`: sign out here (204). `POST /api/admin/session/end-all`: everywhere (204).

// Live figures

/** What happens now. Pushed once a second by `GET /api/admin/live` (SSE, read with `fetch`: it takes the bearer token). */
export interface LiveFigures {
  readonly at: number;
  /** Open sockets. */
  readonly connections: number;
  /** People with a registration, here or within their leeway. */
  readonly online: number;
  /** Open conversations. */
  readonly rooms: number;
  readonly roles: Readonly<Record<Role, LiveRole>>;
  readonly entriesPerSecond: number;
  readonly requestsPerSecond: number;
  /** Requests refused with any code. */
  readonly refusalsPerSecond: number;
  /** Requests answered `internal` or `try-later`. */
  readonly faultsPerSecond: number;
  /** Half of the recent `room:send` were acknowledged within this, ms; absent while there were none. */
  readonly ackP50Ms?: number;
  readonly ackP99Ms?: number;
  /** 99th percentile of the event loop's delay over the last second, ms. */
  readonly eventLoopLagMs: number;
  readonly openReports: number;
  readonly openAppeals: number;
  readonly queue: QueueGate;
}

export interface LiveRole {
  readonly waiting: number;
  readonly online: number;
  readonly talking: number;
  readonly medianWaitMs?: number;
}

/** `GET /api/admin/overview`, and the first event (`overview`) of the live stream; later ones are `figures`. */
export interface Overview {
  readonly version: string;
  /** Server time of the start. */
  readonly startedAt: number;
  readonly persistence: 'mongodb' | 'embedded' | 'volatile';
  readonly now: LiveFigures;
  /** Oldest first, one every `HISTORY_EVERY_MS`, at most `HISTORY_POINTS`. */
  readonly history: readonly LiveFigures[];
  /** The last `DAYS_SHOWN` days, today last, as they were when the overview was asked for. Empty while the database can't say. */
  readonly days: readonly DayCount[];
}

/** Conversations that ended on one day. Figures only: which ones they were is not kept. */
export interface DayCount {
  /** In UTC, YYYY-MM-DD. */
  readonly day: string;
  /** Of those that really were conversations for the server: ones it had lost and could not confirm do not count. */
  readonly ended: number;
  /** Of those: ones in which a side said afterwards that it helped, whenever that was. */
  readonly thanked: number;
}

/** Days of thanks that the overview shows. */
export const DAYS_SHOWN = 14;

export const HISTORY_EVERY_MS = 5_000;
/** 30 minutes. */
export const HISTORY_POINTS = 360;

// Announcements (sysmsg)

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

// Reports

/** How urgent a report is, most urgent first; follows from its reason. */
export const SEVERITIES = ['severe', 'high', 'normal'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What became of a report. */
export const REPORT_STATES = ['open', 'dismissed', 'warned', 'banned'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** A row of `GET /api/admin/reports?state=open|closed|all`: open ones by severity and age, closed ones newest first. */
export interface ReportSummary {
  readonly id: string;
  readonly at: number;
  /** A word of the protocol's `REPORT_REASONS`. */
  readonly reason: string;
  readonly severity: Severity;
  readonly state: ReportState;
  /** Whom it is about, for actions; nobody's secret. */
  readonly reportedId: PublicId;
  /** The reported device is kept out of pairing until this is reviewed. */
  readonly isHeld: boolean;
  /** How much the reporter's word weighs, 0 to 1: reporters whose reports were dismissed weigh less. */
  readonly weight: number;
  /** Other reports about the same device, of any state. */
  readonly others: number;
}

export interface ReportList {
  readonly reports: readonly ReportSummary[];
  readonly open: number;
}

/** `GET /api/admin/reports/:id`. Being looked at is noted in the audit. */
export interface ReportView extends ReportSummary {
  readonly note?: string;
  readonly roomId: RoomId;
  readonly snapshot: ReportSnapshot;
  readonly history: ActorHistory;
  readonly decision?: ReportDecision;
}

export interface ReportSnapshot {
  /** False: the reporter's own copy, which the server could not compare with anything. */
  readonly isVerified: boolean;
  readonly entries: readonly SnapshotEntry[];
}

export interface SnapshotEntry {
  readonly by: 'reporter' | 'reported';
  readonly at: number;
  readonly text: string;
}

/** What is known of the reported device. */
export interface ActorHistory {
  readonly reports: readonly ReportSummary[];
  readonly bans: readonly BanView[];
  readonly warnings: number;
}

export interface ReportDecision {
  readonly at: number;
  readonly by: string;
  readonly act: ReportAct['act'];
  readonly note?: string;
  readonly banId?: string;
}

export const REPORT_ACTS = ['dismiss', 'warn', 'ban'] as const;

/** `POST /api/admin/reports/:id/act`. Answer: `ReportView`. A decision lifts the hold of a severe report. */
export interface ReportAct {
  readonly act: (typeof REPORT_ACTS)[number];
  /** `warn`, `ban`: the words the person is shown; needed for both. `dismiss`: for the audit only. */
  readonly note?: string;
  /** `ban`: for so long; absent: for good. */
  readonly hours?: number;
  /** `ban`: also the network they come from (the address, /64 for IPv6), for a week at most. */
  readonly network?: boolean;
}

// Bans

/** `POST /api/admin/bans`: bans a person without a report. Answer 201: `BanView`. */
export interface BanDraft {
  readonly personId: PublicId;
  readonly reason: string;
  readonly hours?: number;
  readonly network?: boolean;
}

export const BAN_STATES = ['active', 'expired', 'lifted'] as const;
export type BanState = (typeof BAN_STATES)[number];

/** A row of `GET /api/admin/bans?state=active|appealed|all`, newest first. */
export interface BanView {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  /** What the banned person is shown. */
  readonly reason: string;
  /** Absent: for good. */
  readonly expiresAt?: number;
  /** Also holds for the network, until then. */
  readonly networkUntil?: number;
  readonly reportId?: string;
  readonly state: BanState;
  /** `POST /api/admin/bans/:id/lift` (body `OperatorNote`) or an appeal's answer. */
  readonly liftedAt?: number;
  readonly liftedBy?: string;
  readonly appeal?: AppealView;
}

export interface BanList {
  readonly bans: readonly BanView[];
}

export interface AppealView {
  readonly at: number;
  readonly text: string;
  readonly answer?: {
    readonly at: number;
    readonly by: string;
    readonly decision: 'lift' | 'keep';
    readonly note?: string;
  };
}

export const APPEAL_DECISIONS = ['lift', 'keep'] as const;

/** `POST /api/admin/bans/:id/appeal`: the answer to an appeal. Answer: `BanView`. */
export interface AppealAnswer {
  readonly decision: (typeof APPEAL_DECISIONS)[number];
  /** Shown to the person. */
  readonly note?: string;
}

/** Body of acts that may carry a note for the audit. */
export interface OperatorNote {
  readonly note?: string;
}

/** `POST /api/appeals`, by the banned person. Answer 201; `conflict` when there is one already. */
export interface AppealDraft {
  readonly ticket: string;
  readonly text: string;
}

// Audit

export const AUDIT_ACTS = [
  'operator-created',
  'operator-signed-in',
  'operator-locked',
  'operator-signed-out-everywhere',
  'operator-password-changed',
  'operator-disabled',
  'announcement-sent',
  'announcement-withdrawn',
  'report-viewed',
  'report-dismissed',
  'report-warned',
  'report-banned',
  'ban-made',
  'ban-lifted',
  'appeal-kept',
  'settings-changed',
  'audit-exported',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/** One act of an operator. Never changed, gone after a year. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** Operator's name; `console` for the command line. */
  readonly by: string;
  readonly act: AuditAct;
  /** Id of what it was done to. */
  readonly target?: string;
  /** The operator's own words, or what was changed to what. */
  readonly note?: string;
}

/** `GET /api/admin/audit?before=<id>`, newest first. `GET /api/admin/audit/export`: all, oldest first, one JSON a line. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Give it as `before` for the next page; absent on the last. */
  readonly next?: string;
}

// Settings

/** What is safe to change while people talk. */
export interface RuntimeLimits {
  readonly textsPerSecond: number;
  readonly textsBurst: number;
  /** Not below `textsBurst`. */
  readonly textsPerMinute: number;
  readonly peopleMax: number;
}

/** Body of `PUT /api/admin/settings`: all of it, with the `revision` it was read with. */
export interface SettingsDraft {
  /** `conflict` when somebody changed them meanwhile. */
  readonly revision: number;
  readonly queue: QueueGate;
  /** Shown where the queue is closed; needed then. */
  readonly notice?: string;
  readonly limits: RuntimeLimits;
  /** People accept the guidelines again when it is raised. */
  readonly guidelinesVersion: number;
}

/** `GET /api/admin/settings`. */
export interface Settings extends SettingsDraft {
  readonly changedAt?: number;
  readonly changedBy?: string;
}

/** `GET /api/notices`: for pages without a session. Cached 1 s. */
export interface SiteNotices extends SiteSettings {
  /** Server time of the answer, for countdowns. */
  readonly now: number;
  /** Audience `all`, still valid, oldest first. */
  readonly announcements: readonly Announcement[];
}

// Errors in browsers

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
