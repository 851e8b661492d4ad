import { afterAll, beforeAll } from '@jest/globals';
import { describeAnnouncementStore } from '../../src/announcement/announcement-store.contract.js';
import { describeAuditStore } from '../../src/audit/audit-store.contract.js';
import { describeBanStore } from '../../src/ban/ban-store.contract.js';
import { describeBrowserErrorStore } from '../../src/browser-error/browser-error-store.contract.js';
import { describeDayCountStore } from '../../src/day-count/day-count-store.contract.js';
import { describeOperatorStore } from '../../src/operator/operator-store.contract.js';
import { describeSettingsStore } from '../../src/settings/settings-store.contract.js';
import { openMongo, type MongoSubject } from './open-mongo.js';

let subject: MongoSubject;
beforeAll(async () => {
  subject = await openMongo();
});
afterAll(() => subject.close());

describeAnnouncementStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.announcements, clock };
});
describeAuditStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.audit, clock };
});
describeBanStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.bans, clock };
});
describeDayCountStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.dayCounts, clock };
});
describeBrowserErrorStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.browserErrors, clock };
});
describeOperatorStore('MongoDB', async () => {
  const { forOperators, clock } = await subject.fresh();
  return { store: forOperators.operators, clock };
});
describeSettingsStore('MongoDB', async () => (await subject.fresh()).forOperators.settings);
