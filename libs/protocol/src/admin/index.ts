/**
 * The operators' side: what `/api/admin/...` takes and answers, and the few public routes that belong to it. Times are
 * server time in ms since the epoch. Every refusal is `AdminProblem` (RFC 9457, `application/problem+json`).
 */

export * from './announcement.js';
export * from './audit.js';
export * from './ban.js';
export * from './browser-error.js';
export * from './live.js';
export * from './operator.js';
export * from './report.js';
export * from './settings.js';
