import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdminUnderTest, fieldOf, fill, press, settled, submit, tick } from '../../testing/admin-page-under-test';
import { aBan, anOverview, aReport, aReportView, someFigures, someSettings } from '../../testing/admin-scenes';
import { FakeRefusal } from '../../testing/fake-admin';
import type { Drawn } from '../../testing/render';

let admin: AdminUnderTest;

beforeEach(() => {
  admin = new AdminUnderTest();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('announcements', () => {
  const sent = { id: 5, audience: 'all', text: 'We restart.', at: 1, by: 'olga', reached: 41 } as const;

  beforeEach(() => {
    admin.server.routes.set('GET sysmsg', { announcements: [sent] });
    admin.server.routes.set('POST sysmsg/reach', { people: 42 });
    admin.server.routes.set('POST sysmsg', sent);
  });

  it('say how many they reach before they are sent, and how many they reached after', async () => {
    const drawn = await admin.open('sysmsg');
    expect(drawn.findButton('Send now')).toBeUndefined();
    await fill(drawn, 'Text', ' We restart. ');
    await submit(drawn, 'See how many it reaches');
    expect(drawn.words).toContain('This goes to everybody: 42 people at once');
    expect(admin.server.to('POST sysmsg')).toEqual([]);
    await press(drawn, 'Send now');
    expect(admin.server.to('POST sysmsg')[0]?.body).toEqual({ audience: 'all', text: 'We restart.' });
    expect(drawn.words).toContain('Sent. It reached 41 people so far.');
    expect(fieldOf(drawn, 'Text').value).toBe('');
    expect(document.activeElement).toBe(fieldOf(drawn, 'Text'));
  });

  it('are counted again when they change', async () => {
    const drawn = await admin.open('sysmsg');
    await fill(drawn, 'Text', 'hello');
    await submit(drawn, 'See how many it reaches');
    await fill(drawn, 'To', 'role');
    await fill(drawn, 'Role', 'listen');
    expect(drawn.findButton('Send now')).toBeUndefined();
    await submit(drawn, 'See how many it reaches');
    expect(admin.server.to('POST sysmsg/reach').at(-1)?.body).toEqual({
      audience: 'role',
      role: 'listen',
      text: 'hello',
    });
  });

  it('carry a planned restart to everybody only', async () => {
    const drawn = await admin.open('sysmsg');
    await fill(drawn, 'Text', 'We restart.');
    await fill(drawn, 'Planned restart at (optional; people see a countdown)', '2030-01-01T10:00');
    await submit(drawn, 'See how many it reaches');
    const restartAt = new Date('2030-01-01T10:00').getTime();
    expect(admin.server.to('POST sysmsg/reach').at(-1)?.body).toMatchObject({ restartAt });
    await fill(drawn, 'To', 'room');
    await fill(drawn, 'Id of the conversation, as a report shows it', '01HZZZZZZZZZZZZZZZZZZZZZZM');
    await submit(drawn, 'See how many it reaches');
    expect(admin.server.to('POST sysmsg/reach').at(-1)?.body).not.toHaveProperty('restartAt');
  });

  it('are not asked for where something is missing', async () => {
    const drawn = await admin.open('sysmsg');
    await submit(drawn, 'See how many it reaches');
    expect(drawn.get('[role=alert]').textContent).toContain('Write what is to be said.');
    await fill(drawn, 'Text', 'hello');
    await fill(drawn, 'To', 'person');
    await fill(drawn, 'Id of the person, as a report shows it', 'nobody');
    await submit(drawn, 'See how many it reaches');
    expect(drawn.get('[role=alert]').textContent).toContain('no id of a person');
    expect(admin.server.to('POST sysmsg/reach')).toEqual([]);
  });

  it('can be withdrawn after a question', async () => {
    admin.server.routes.set('DELETE sysmsg/5', { ...sent, withdrawnAt: 2, withdrawnBy: 'olga' });
    const drawn = await admin.open('sysmsg');
    await press(drawn, 'Withdraw: We restart.');
    drawn.all('dialog button').at(-1)?.click();
    await settled(drawn);
    expect(admin.server.to('DELETE sysmsg/5')).toHaveLength(1);
    expect(admin.server.to('GET sysmsg')).toHaveLength(2);
  });

  it('leave the focus at the heading of the list where the button that withdrew one is gone', async () => {
    const withdrawn = { ...sent, withdrawnAt: 2, withdrawnBy: 'olga' };
    admin.server.routes.set('DELETE sysmsg/5', withdrawn);
    const drawn = await admin.open('sysmsg');
    drawn.button('Withdraw: We restart.').focus();
    await press(drawn, 'Withdraw: We restart.');
    admin.server.routes.set('GET sysmsg', { announcements: [withdrawn] });
    drawn.all('dialog button').at(-1)?.click();
    await settled(drawn);
    expect(drawn.findButton('Withdraw: We restart.')).toBeUndefined();
    expect(document.activeElement).toBe(drawn.get('#sysmsg-heading'));
  });

  it('leave the focus where it is when one could not be withdrawn', async () => {
    admin.server.routes.set('DELETE sysmsg/5', new FakeRefusal('try-later'));
    const drawn = await admin.open('sysmsg');
    drawn.button('Withdraw: We restart.').focus();
    await press(drawn, 'Withdraw: We restart.');
    drawn.all('dialog button').at(-1)?.click();
    await settled(drawn);
    expect(document.activeElement).toBe(drawn.button('Withdraw: We restart.'));
  });
});

describe('reports', () => {
  /** The list, with the focus at the only one. */
  async function standAtIt(): Promise<Drawn<unknown>> {
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').focus();
    return drawn;
  }

  /** Somebody else decides the only one. */
  async function decideElsewhere(drawn: Drawn<unknown>): Promise<void> {
    admin.server.routes.set('GET reports?state=open', { reports: [], open: 0 });
    admin.server.streams[0]?.overview(anOverview({ now: someFigures({ openReports: 0 }) }));
    await settled(drawn);
  }

  beforeEach(() => {
    admin.server.routes.set('GET reports?state=open', { reports: [aReport()], open: 1 });
    admin.server.routes.set(`GET reports/${aReport().id}`, aReportView());
  });

  it('say how urgent they are', async () => {
    const drawn = await admin.open('reports');
    expect(drawn.words).toContain('Severe Threat to someone');
    expect(drawn.words).toContain('kept out of pairing until decided; 2 more about the same device');
    expect(drawn.words).toContain('weighs 50 %');
  });

  it('come in by themselves', async () => {
    const drawn = await admin.open('reports');
    admin.server.streams[0]?.overview(anOverview({ now: someFigures({ openReports: 1 }) }));
    await settled(drawn);
    admin.server.routes.set('GET reports?state=open', {
      reports: [aReport(), aReport({ id: '01HZZZZZZZZZZZZZZZZZZZZZZS', reason: 'spam', severity: 'normal' })],
      open: 2,
    });
    admin.server.streams[0]?.figures(someFigures({ at: 1_001_000, openReports: 2 }));
    await settled(drawn);
    expect(drawn.words).toContain('Spam');
  });

  it('show what was said, as text', async () => {
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    expect(document.activeElement?.textContent).toBe('Report: Threat to someone');
    expect(drawn.get('.by-reported .said').textContent).toBe('<b>I know where you live</b>');
    expect(drawn.words).toContain('This frightened me.');
    expect(drawn.words).not.toContain('Not verified');
  });

  it("say that a reporter's own copy is not verified", async () => {
    const snapshot = { ...aReportView().snapshot, isVerified: false };
    admin.server.routes.set(`GET reports/${aReport().id}`, aReportView({ snapshot }));
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    expect(drawn.words).toContain('Not verified');
  });

  it('are decided: a warning needs words', async () => {
    const decision = { at: 1, by: 'olga', act: 'warn', note: 'Please be kind.' } as const;
    admin.server.routes.set(`POST reports/${aReport().id}/act`, aReportView({ state: 'warned', decision }));
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    await tick(drawn, 'Warn');
    await submit(drawn, 'Send the warning');
    expect(drawn.get('[role=alert]').textContent).toContain('Write what the person is told.');
    await fill(drawn, 'What the person is told', 'Please be kind.');
    drawn.button('Send the warning').focus();
    await submit(drawn, 'Send the warning');
    expect(admin.server.to(`POST reports/${aReport().id}/act`)[0]?.body).toEqual({
      act: 'warn',
      note: 'Please be kind.',
    });
    expect(drawn.words).toContain('Warned by olga');
    expect(drawn.findButton('Send the warning')).toBeUndefined();
    // The form that had the focus is gone.
    expect(document.activeElement).toBe(drawn.get('#report-decision'));
  });

  it('are decided: a ban for a time, or for good, with the network or without', async () => {
    admin.server.routes.set(`POST reports/${aReport().id}/act`, new FakeRefusal('conflict'));
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    await tick(drawn, 'Ban');
    await fill(drawn, 'Reason, as the person is shown it', 'You threatened somebody.');
    await fill(drawn, 'For how long', '168');
    await submit(drawn, 'Ban the person');
    await fill(drawn, 'For how long', 'good');
    await tick(drawn, 'Also the network they come from, for a week at most. It may keep others out.');
    await submit(drawn, 'Ban the person');
    const note = 'You threatened somebody.';
    expect(admin.server.to(`POST reports/${aReport().id}/act`).map(({ body }) => body)).toEqual([
      { act: 'ban', note, hours: 168 },
      { act: 'ban', note, network: true },
    ]);
    expect(drawn.get('[role=alert]').textContent).toContain('Somebody was faster');
  });

  it('are left for the list again', async () => {
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    await press(drawn, 'Back to the reports');
    expect(drawn.get('h1').textContent).toBe('Reports');
    expect(document.activeElement).toBe(drawn.get('[data-report]'));
  });

  it('leave the focus at the heading where the report that had it goes from the list', async () => {
    const drawn = await admin.open('reports');
    drawn.get('[data-report]').click();
    await settled(drawn);
    await press(drawn, 'Back to the reports');
    await decideElsewhere(drawn);
    expect(drawn.words).toContain('No report waits.');
    expect(document.activeElement).toBe(drawn.get('h1'));
  });

  it('leave the focus where somebody has moved on to', async () => {
    const drawn = await standAtIt();
    drawn.button('All').focus();
    await decideElsewhere(drawn);
    expect(document.activeElement).toBe(drawn.button('All'));
  });

  it('keep the focus also when it goes while the window has none', async () => {
    const drawn = await standAtIt();
    drawn.get('[data-report]').dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    await settled(drawn);
    await decideElsewhere(drawn);
    expect(document.activeElement).toBe(drawn.get('h1'));
  });

  it('leave the focus alone where somebody had put it away', async () => {
    const drawn = await standAtIt();
    drawn.get('[data-report]').blur();
    await settled(drawn);
    await decideElsewhere(drawn);
    expect(document.activeElement).toBe(document.body);
  });

  it('say that there is none, and that they cannot be read', async () => {
    admin.server.routes.set('GET reports?state=open', { reports: [], open: 0 });
    const drawn = await admin.open('reports');
    expect(drawn.words).toContain('No report waits.');
    admin.server.routes.set('GET reports?state=all', new FakeRefusal('try-later'));
    await press(drawn, 'All');
    expect(drawn.get('[role=alert]').textContent).toContain('The database does not answer.');
    admin.server.routes.set('GET reports?state=all', { reports: [aReport({ state: 'dismissed' })], open: 0 });
    drawn.button('Try again').focus();
    await press(drawn, 'Try again');
    expect(drawn.words).toContain('Dismissed');
    // The button that had the focus is gone.
    expect(document.activeElement).toBe(drawn.get('h1'));
  });
});

describe('bans', () => {
  it('are lifted', async () => {
    admin.server.routes.set('GET bans?state=active', { bans: [aBan()] });
    admin.server.routes.set(`POST bans/${aBan().id}/lift`, aBan({ state: 'lifted', liftedAt: 2, liftedBy: 'olga' }));
    const drawn = await admin.open('bans');
    await fill(drawn, 'Note for the audit (optional)', 'a mistake');
    drawn.button('Lift the ban: You threatened somebody.').focus();
    await press(drawn, 'Lift the ban: You threatened somebody.');
    expect(admin.server.to(`POST bans/${aBan().id}/lift`)[0]?.body).toEqual({ note: 'a mistake' });
    expect(drawn.words).toContain('by olga.');
    expect(drawn.findButton('Lift the ban: You threatened somebody.')).toBeUndefined();
    expect(document.activeElement?.textContent.trim()).toBe('Lifted You threatened somebody.');
  });

  it('an appeal is answered', async () => {
    const appeal = { at: 5, text: 'It was my brother.' };
    admin.server.routes.set('GET bans?state=active', { bans: [aBan({ appeal })] });
    const answer = { at: 6, by: 'olga', decision: 'keep', note: 'We do not think so.' } as const;
    admin.server.routes.set(`POST bans/${aBan().id}/appeal`, aBan({ appeal: { ...appeal, answer } }));
    const drawn = await admin.open('bans');
    expect(drawn.words).toContain('It was my brother.');
    await fill(drawn, 'Answer to the appeal, shown to the person (optional)', 'We do not think so.');
    drawn.button('Keep the ban: You threatened somebody.').focus();
    await press(drawn, 'Keep the ban: You threatened somebody.');
    expect(admin.server.to(`POST bans/${aBan().id}/appeal`)[0]?.body).toEqual({
      decision: 'keep',
      note: 'We do not think so.',
    });
    expect(drawn.words).toContain('Kept by olga');
    expect(document.activeElement?.textContent.trim()).toBe('Active You threatened somebody.');
  });

  it('are made without a report', async () => {
    admin.server.routes.set('GET bans?state=active', { bans: [] });
    admin.server.routes.set('POST bans', aBan());
    const drawn = await admin.open('bans');
    expect(drawn.words).toContain('Nobody is banned.');
    await fill(drawn, 'Reason, as the person is shown it', 'Spam.');
    await submit(drawn, 'Ban the person');
    expect(drawn.get('[role=alert]').textContent).toContain('no id of a person');
    await fill(drawn, 'Id of the person', aReport().reportedId);
    await submit(drawn, 'Ban the person');
    expect(admin.server.to('POST bans')[0]?.body).toEqual({
      personId: aReport().reportedId,
      reason: 'Spam.',
      hours: 24,
    });
    expect(admin.server.to('GET bans?state=active')).toHaveLength(2);
  });
});

describe('settings', () => {
  beforeEach(() => {
    admin.server.routes.set('GET settings', someSettings());
    admin.server.routes.set('PUT settings', (body: unknown) => ({
      ...(body as object),
      changedAt: 9,
      changedBy: 'olga',
    }));
  });

  it('close the queue, with a notice', async () => {
    const drawn = await admin.open('settings');
    await tick(drawn, 'Closed: nobody new is taken, whoever waits is still paired');
    await submit(drawn, 'Save');
    expect(drawn.get('[role=alert]').textContent).toContain('needs a notice');
    await fill(drawn, 'Notice while it is closed', 'Back at eight.');
    await submit(drawn, 'Save');
    const { changedAt: _at, changedBy: _by, ...draft } = someSettings();
    expect(admin.server.to('PUT settings')[0]?.body).toEqual({ ...draft, queue: 'closed', notice: 'Back at eight.' });
    expect(drawn.words).toContain('Saved.');
  });

  it('refuse limits that do not fit each other', async () => {
    const drawn = await admin.open('settings');
    await fill(drawn, 'Messages at once', '100');
    await submit(drawn, 'Save');
    expect(drawn.get('[role=alert]').textContent).toContain('must not be fewer');
    await fill(drawn, 'Messages at once', '');
    await submit(drawn, 'Save');
    expect(drawn.get('[role=alert]').textContent).toContain('must be a whole number');
    expect(admin.server.to('PUT settings')).toEqual([]);
  });

  it('say that somebody else was faster, and are read again', async () => {
    admin.server.routes.set('PUT settings', new FakeRefusal('conflict'));
    const drawn = await admin.open('settings');
    await fill(drawn, 'Version', '2');
    await submit(drawn, 'Save');
    expect(drawn.get('[role=alert]').textContent).toContain('Somebody was faster');
    admin.server.routes.set('GET settings', someSettings({ revision: 4, guidelinesVersion: 7 }));
    await press(drawn, 'Read again');
    expect(fieldOf(drawn, 'Version').value).toBe('7');
  });
});

describe('audit', () => {
  const entry = { id: 'b', at: 2, by: 'olga', act: 'ban-lifted', target: 'x', note: 'a mistake' };

  it('is read page by page', async () => {
    admin.server.routes.set('GET audit', { entries: [entry], next: 'b' });
    admin.server.routes.set('GET audit?before=b', {
      entries: [{ id: 'a', at: 1, by: 'console', act: 'operator-created' }],
    });
    const drawn = await admin.open('audit');
    expect(drawn.words).toContain('olga lifted a ban');
    await press(drawn, 'Older ones');
    expect(drawn.words).toContain('console made an operator');
    expect(drawn.findButton('Older ones')).toBeUndefined();
  });

  it('is exported as a file', async () => {
    admin.server.routes.set('GET audit', { entries: [], next: undefined });
    admin.server.routes.set('GET audit/export', {});
    const made: unknown[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: unknown) => `blob:${String(made.push(blob))}`,
      revokeObjectURL: () => {},
    });
    const drawn = await admin.open('audit');
    expect(drawn.words).toContain('Nothing was done yet.');
    await press(drawn, 'Export all');
    expect(made).toHaveLength(1);
    expect(drawn.words).toContain('Exported.');
  });
});
