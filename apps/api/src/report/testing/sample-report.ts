import { REPORT_KEPT_MS } from '@hearken/protocol';
import type { SampleIds } from '../../platform/testing/sample-ids.js';
import type { ReportParty, ReportRecord } from '../report-store.port.js';

/** Somebody of a report. */
export function party(ids: SampleIds, name: string): ReportParty {
  return { id: ids.person(name), device: `device-of-${name}`, role: name === 'bob' ? 'listen' : 'vent' };
}

/** An open report of bob's about mallory, of a room of its own. */
export function sampleReport(ids: SampleIds, at: number, changes: Partial<ReportRecord> = {}): ReportRecord {
  const roomId = ids.ulid();
  return {
    id: `${roomId}/a`,
    roomId,
    at,
    reason: 'harassment',
    severity: 'high',
    reporter: party(ids, 'bob'),
    reported: party(ids, 'mallory'),
    snapshot: [
      { by: 'reporter', nonce: 'nonce-a-1-0000000', at: at - 9, kind: 'text', text: 'hello $where' },
      {
        by: 'reported',
        nonce: 'nonce-b-1-0000000',
        at: at - 8,
        kind: 'text',
        text: 'go',
        replyTo: 'nonce-a-1-0000000',
      },
      { by: 'reporter', nonce: 'nonce-a-2-0000000', at: at - 7, kind: 'unlike', target: 'nonce-b-1-0000000' },
    ],
    weight: 1,
    state: { is: 'open' },
    expiresAt: at + REPORT_KEPT_MS,
    ...changes,
  };
}
