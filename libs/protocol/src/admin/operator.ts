/** What an operator may do. A moderator deals with people; an admin also with settings, operators and the audit. */
export const OPERATOR_ROLES = ['moderator', 'admin'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Name of an operator: 2 to 32 characters, lower case. */
export const OPERATOR_NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{1,31}$/;
/** Bounds of an operator's password, code points. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;
/** Longest reason of a ban, warning, appeal's answer or queue notice, code points. */
export const OPERATOR_NOTE_MAX = 500;
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
