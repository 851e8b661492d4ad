import { beforeEach, describe, expect, it } from '@jest/globals';
import { REPORT_KEPT_MS } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds, type SampleIds } from '../platform/testing/sample-ids.js';
import type { ReportRecord, ReportStore } from './report-store.port.js';
import { party, sampleReport } from './testing/sample-report.js';

/** What the contract needs of an adapter: an empty store, and the clock it goes by. */
export interface ReportStoreSubject {
  readonly store: ReportStore;
  readonly clock: ManualClock;
}

/** What every store of reports promises. */
export function describeReportStore(adapter: string, open: () => Promise<ReportStoreSubject>): void {
  describe(`ReportStore: ${adapter}`, () => {
    let store: ReportStore;
    let clock: ManualClock;
    let ids: SampleIds;

    beforeEach(async () => {
      ({ store, clock } = await open());
      ids = sampleIds();
    });

    const report = (changes: Partial<ReportRecord> = {}): ReportRecord => sampleReport(ids, clock.now(), changes);
    const severe = { severity: 'severe', reason: 'threat' } as const;
    const normal = { severity: 'normal', reason: 'spam' } as const;
    const upheld = { outcome: 'warned', by: 'mo' } as const;

    it('gives back each kind of report as it was filed', async () => {
      const reports: readonly ReportRecord[] = [
        report({ ...severe, note: '{ $gt: "" } is a note, not an expression' }),
        report({
          snapshot: [],
          deletedBy: 'reported',
          unverifiedCopy: [{ by: 'partner', text: 'as my browser has it', at: 5 }],
          weight: 0.5,
        }),
        report({ state: { is: 'decided', outcome: 'dismissed', at: clock.now(), by: 'mo' } }),
        report({
          ...normal,
          state: { is: 'decided', outcome: 'banned', at: 5, by: 'mo', note: 'for a week', banId: 'b1' },
        }),
      ];
      for (const one of reports) expect(await store.file(one)).toEqual(one);
      for (const one of reports) expect(await store.find(one.id)).toEqual(one);
      expect(await store.find('unknown/a')).toBeUndefined();
    });

    it('keeps the first report of a member about a conversation, whoever comes later', async () => {
      const first = report();
      const answers = await Promise.all([
        store.file(first),
        store.file({ ...first, note: 'later' }),
        store.file({ ...first, note: 'later still' }),
      ]);
      const kept = await store.find(first.id);
      for (const answer of answers) expect(answer).toEqual(kept);
    });

    it('gives open reports in the order of the queue, page by page: the gravest first, then the oldest', async () => {
      const at = clock.now();
      const late = report({ at: at + 3 });
      const early = report({ at });
      const severeLate = report({ ...severe, at: at + 9 });
      const severeEarly = report({ ...severe, at: at + 2 });
      const twin = report({ at });
      const spam = report({ ...normal, at: at - 9 });
      const decided = report({ ...severe });
      for (const one of [late, early, severeLate, spam, severeEarly, twin, decided]) await store.file(one);
      await store.decide(decided.id, { ...upheld, at });

      const queue = [severeEarly, severeLate, early, twin, late, spam];
      expect(await store.countOpen()).toBe(queue.length);
      expect(await store.open(undefined, 10)).toEqual(queue);
      expect(await store.open(undefined, 2)).toEqual(queue.slice(0, 2));
      expect(await store.open(severeLate, 2)).toEqual(queue.slice(2, 4));
      expect(await store.open(early, 10)).toEqual(queue.slice(3));
      expect(await store.open(spam, 10)).toEqual([]);
    });

    it('decides a report once', async () => {
      const one = report();
      await store.file(one);
      const decision = { outcome: 'dismissed', at: clock.now() + 1, by: 'mo' } as const;

      const decided = await store.decide(one.id, decision);

      expect(decided).toEqual({ ...one, state: { is: 'decided', ...decision } });
      expect(await store.decide(one.id, { ...upheld, at: clock.now() + 2 })).toEqual(decided);
      expect(await store.find(one.id)).toEqual(decided);
      expect(await store.decide('unknown/a', decision)).toBeUndefined();
    });

    it('gives decided reports page by page, the newest first', async () => {
      const at = clock.now();
      const [old, twin, young] = [report({ ...severe, at }), report({ at }), report({ ...normal, at: at + 1 })];
      for (const one of [old, twin, young, report()]) await store.file(one);
      for (const { id } of [young, old, twin]) await store.decide(id, { ...upheld, at: at + 5 });

      const ids = async (...asked: Parameters<ReportStore['decided']>): Promise<string[]> =>
        (await store.decided(...asked)).map(({ id }) => id);
      expect(await ids(undefined, 10)).toEqual([young.id, twin.id, old.id]);
      expect(await ids(undefined, 1)).toEqual([young.id]);
      expect(await ids(young, 1)).toEqual([twin.id]);
      expect(await ids(twin, 10)).toEqual([old.id]);
    });

    it('knows what a device has to do with, the newest first', async () => {
      const [alice, bob] = [party(ids, 'alice'), party(ids, 'bob')];
      const about = report({ reporter: alice, reported: bob });
      const by = report({ reporter: bob, reported: alice, at: clock.now() + 1 });
      const other = report({ reporter: alice, reported: party(ids, 'carol') });
      for (const one of [about, by, other]) await store.file(one);

      expect(await store.involving(bob.device, 10)).toEqual([by, about]);
      expect(await store.involving(bob.device, 1)).toEqual([by]);
      expect(await store.involving('nobody', 10)).toEqual([]);
    });

    it('knows how a reporter was judged, and what the open severe reports say', async () => {
      const [alice, bob] = [party(ids, 'alice'), party(ids, 'bob')];
      const open = report({ ...severe, reporter: alice, reported: bob, weight: 0.25 });
      const reports = [open, report({ reporter: alice }), report({ reporter: alice }), report({ reporter: alice })];
      for (const one of [...reports, report({ ...severe, reporter: bob, state: decidedState() })])
        await store.file(one);
      const [, first, second] = reports;
      await store.decide(first?.id ?? '', { ...upheld, at: clock.now() });
      await store.decide(second?.id ?? '', { ...upheld, outcome: 'dismissed', at: clock.now() });

      expect(await store.standing(alice.device)).toEqual({ upheld: 1, dismissed: 1, openSevere: 1 });
      expect(await store.standing('nobody')).toEqual({ upheld: 0, dismissed: 0, openSevere: 0 });
      expect(await store.holdVotes()).toEqual([
        { reporterDevice: alice.device, reportedDevice: bob.device, weight: 0.25 },
      ]);
    });

    it('I10: shows no report once its time is over', async () => {
      const one = report({ ...severe });
      await store.file(one);
      clock.advance(REPORT_KEPT_MS - 1);
      expect(await store.find(one.id)).toEqual(one);

      clock.advance(1);

      expect(await store.find(one.id)).toBeUndefined();
      expect(await store.open(undefined, 10)).toEqual([]);
      expect(await store.involving(one.reporter.device, 10)).toEqual([]);
      expect(await store.holdVotes()).toEqual([]);
      expect(await store.standing(one.reporter.device)).toEqual({ upheld: 0, dismissed: 0, openSevere: 0 });
      expect(await store.decide(one.id, { ...upheld, at: clock.now() })).toBeUndefined();
    });

    function decidedState(): ReportRecord['state'] {
      return { is: 'decided', ...upheld, at: clock.now() };
    }
  });
}
