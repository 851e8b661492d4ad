import { badInputCases } from './cases/bad-input.cases.js';
import { endCases } from './cases/end.cases.js';
import { handshakeCases } from './cases/handshake.cases.js';
import { logCases } from './cases/log.cases.js';
import { partingCases } from './cases/parting.cases.js';
import { queueCases } from './cases/queue.cases.js';
import { registerCases } from './cases/register.cases.js';
import { resumeCases } from './cases/resume.cases.js';
import { streamCases } from './cases/streams.cases.js';
import { unknownRoomCases } from './cases/unknown-room.cases.js';
import type { ConformanceCase } from './conformance-case.js';

export type { ConformanceCase, ConformanceContext } from './conformance-case.js';
export { ConformanceFailure } from './failure.js';
export { defineConformanceTests, type TestFramework } from './define-conformance-tests.js';
export { runConformance, type ConformanceOptions } from './run-conformance.js';
export type { CaseResult } from './run-case.js';

/**
 * What any server of this protocol is held to, over the wire and in no framework's terms: each case has a name, the
 * invariant it looks at, and `run`. They know nothing of each other and may run at the same time.
 *
 * To add one: put it into the file of its family under `cases/`. Whoever it puts into a queue is put there within
 * `context.alone`, whoever is left takes a break unless the case is about that, and every wait is bounded.
 */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...handshakeCases,
  ...registerCases,
  ...queueCases,
  ...logCases,
  ...streamCases,
  ...resumeCases,
  ...endCases,
  ...partingCases,
  ...unknownRoomCases,
  ...badInputCases,
];
