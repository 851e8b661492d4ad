import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { AdminUnderTest, fieldOf, fill, press, settled, submit } from '../../testing/admin-page-under-test';
import { anOverview, someFigures } from '../../testing/admin-scenes';
import { FakeRefusal } from '../../testing/fake-admin';
import { AdminApi } from './admin-api';

let admin: AdminUnderTest;

beforeEach(() => {
  admin = new AdminUnderTest();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('signing in', () => {
  it('asks who has no session', async () => {
    admin.server.hasCookie = false;
    const drawn = await admin.open();
    expect(drawn.get('h1').textContent).toBe('Operators’ sign-in');
    expect(drawn.find('nav')).toBeNull();
    await fill(drawn, 'Name', ' Olga ');
    await fill(drawn, 'Password', 'a long password');
    await submit(drawn, 'Sign in');
    expect(admin.server.to('POST session')[0]?.body).toEqual({ name: 'olga', password: 'a long password' });
    expect(drawn.get('h1').textContent).toBe('Overview');
    expect(document.activeElement).toBe(drawn.get('h1'));
    expect(drawn.words).toContain('olga (admin)');
  });

  it('takes no keys while it is asked: they would go with the password that was wrong', async () => {
    admin.server.hasCookie = false;
    admin.server.routes.set('POST session', new FakeRefusal('wrong-credentials'));
    const drawn = await admin.open();
    await fill(drawn, 'Name', 'olga');
    await fill(drawn, 'Password', 'wrong');
    const asked = submit(drawn, 'Sign in');
    TestBed.tick();
    expect(fieldOf(drawn, 'Password').readOnly).toBe(true);
    await asked;
    expect(fieldOf(drawn, 'Password').readOnly).toBe(false);
    expect(fieldOf(drawn, 'Password').value).toBe('');
  });

  it('goes on with the session of the cookie, and keeps the token nowhere', async () => {
    const drawn = await admin.open();
    expect(drawn.get('h1').textContent).toBe('Overview');
    expect([...Object.values<string>(localStorage), ...Object.values<string>(sessionStorage)].join()).not.toContain(
      'token-',
    );
    expect(document.cookie).toBe('');
  });

  for (const [refusal, words] of [
    [new FakeRefusal('wrong-credentials'), 'Name or password is wrong.'],
    [new FakeRefusal('locked', { retryAfterMs: 270_000 }), 'Signing in is locked; try again in 4 min 30 s.'],
    [new FakeRefusal('rate-limited', { retryAfterMs: 6_000 }), 'Too many tries from here. Try again in 6 s.'],
  ] as const) {
    it(`says why it does not work: ${refusal.code}`, async () => {
      admin.server.hasCookie = false;
      admin.server.routes.set('POST session', refusal);
      const drawn = await admin.open();
      await fill(drawn, 'Name', 'olga');
      await fill(drawn, 'Password', 'wrong');
      await submit(drawn, 'Sign in');
      expect(drawn.get('[role=alert]').textContent).toContain(words);
      expect(drawn.get('h1').textContent).toBe('Operators’ sign-in');
    });
  }

  it('lets nobody past a one-time password', async () => {
    admin.server.mustChangePassword = true;
    const drawn = await admin.open('reports');
    expect(drawn.get('h1').textContent).toBe('Choose your password');
    await fill(drawn, 'One-time password', 'once');
    await fill(drawn, 'New password', 'short');
    await submit(drawn, 'Change password');
    expect(drawn.get('[role=alert]').textContent).toContain('at least 12 characters');
    await fill(drawn, 'New password', 'some four little words');
    await fill(drawn, 'New password again', 'some four large words');
    await submit(drawn, 'Change password');
    expect(drawn.get('[role=alert]').textContent).toContain('not the same');
    expect(admin.server.to('POST password')).toEqual([]);
    admin.server.routes.set('POST password', {
      token: 'token-1',
      expiresAt: 2_000_000,
      operator: { name: 'olga', role: 'admin' },
      mustChangePassword: false,
    });
    await fill(drawn, 'New password again', 'some four little words');
    await submit(drawn, 'Change password');
    expect(admin.server.to('POST password')[0]?.body).toEqual({ current: 'once', next: 'some four little words' });
    expect(drawn.get('h1').textContent).toBe('Reports');
  });

  it('signs out here, and everywhere after a question', async () => {
    const drawn = await admin.open();
    await press(drawn, 'Sign out everywhere');
    expect(drawn.get('dialog h2').textContent).toBe('Sign out everywhere?');
    drawn.all('dialog button').at(-1)?.click();
    await settled(drawn);
    expect(admin.server.to('POST session/end-all')).toHaveLength(1);
    expect(drawn.words).toContain('You are signed out everywhere.');
    await fill(drawn, 'Name', 'olga');
    await fill(drawn, 'Password', 'a long password');
    await submit(drawn, 'Sign in');
    await press(drawn, 'Sign out');
    expect(admin.server.to('DELETE session')).toHaveLength(1);
    expect(drawn.words).toContain('You are signed out.');
  });

  it('says so where signing out did not reach the server', async () => {
    const drawn = await admin.open();
    admin.server.isAway = true;
    await press(drawn, 'Sign out');
    expect(drawn.get('[role=alert]').textContent).toContain('The server does not answer.');
    expect(drawn.get('h1').textContent).toBe('Overview');
  });

  it('tries again where the server is away', async () => {
    admin.server.isAway = true;
    const drawn = await admin.open();
    expect(drawn.get('h1').textContent).toBe('The server does not answer.');
    admin.server.isAway = false;
    await press(drawn, 'Try again');
    expect(drawn.get('h1').textContent).toBe('Overview');
  });
});

describe('a session', () => {
  it('gets a new token for one that has ended, once for all who ask, and asks again', async () => {
    const drawn = await admin.open('bans');
    admin.server.routes.set('GET bans?state=active', { bans: [] });
    admin.server.endTokens();
    const before = admin.server.to('POST session/refresh').length;
    const api = TestBed.inject(AdminApi);
    await Promise.all([api.bans('active'), api.bans('active'), api.browserErrors()]);
    expect(admin.server.to('POST session/refresh')).toHaveLength(before + 1);
    expect(drawn.get('h1').textContent).toBe('Bans');
  });

  it('that was ended elsewhere says so', async () => {
    const drawn = await admin.open('bans');
    admin.server.endTokens();
    admin.server.hasCookie = false;
    await press(drawn, 'All');
    expect(drawn.get('h1').textContent).toBe('Operators’ sign-in');
    expect(drawn.words).toContain('Your session has ended.');
  });
});

describe('what a role is offered', () => {
  it('an admin: everything', async () => {
    const drawn = await admin.open();
    expect(drawn.all('nav a').map((link) => link.textContent.trim())).toEqual([
      'Overview',
      'Announcements',
      'Reports',
      'Bans',
      'Settings',
      'Audit',
    ]);
    expect(drawn.get('[aria-current=page]').textContent.trim()).toBe('Overview');
  });

  it('a moderator: neither settings nor audit, also not by their address', async () => {
    admin.server.role = 'moderator';
    const drawn = await admin.open('settings');
    expect(drawn.all('nav a').map((link) => link.textContent.trim())).toEqual([
      'Overview',
      'Announcements',
      'Reports',
      'Bans',
    ]);
    expect(drawn.get('h1').textContent).toContain('your role does not open it');
    expect(admin.server.to('GET settings')).toEqual([]);
  });
});

describe('the overview', () => {
  it('shows figures and charts that move', async () => {
    const drawn = await admin.open();
    const [stream] = admin.server.streams;
    stream?.overview(anOverview());
    await settled(drawn);
    const rows = (table: string) =>
      drawn
        .all(`[aria-labelledby=${table}] tbody tr`)
        .map(({ children }) => [...children].map((cell) => cell.textContent).join(' '));
    expect(rows('roles-heading')).toEqual(['Venting 3 1 2 4 s', 'Listening 2 0 2 –', 'Just talking 1 0 0 –']);
    expect(rows('thanks-heading')).toEqual([expect.stringMatching(/ 0 0 –$/), expect.stringMatching(/ 8 6 75 %$/)]);
    expect(admin.charts.get('Waiting')?.series[0]?.values).toEqual([1, 1, 1]);
    expect(drawn.get('canvas').getAttribute('aria-label')).toContain(
      'Waiting (people), last 30 minutes. Venting: 1 now, at most 1;',
    );

    const roles = { ...someFigures().roles, vent: { waiting: 9, online: 9, talking: 0 } };
    stream?.figures(someFigures({ at: 1_001_000, roles, openReports: 2 }));
    await settled(drawn);
    expect(admin.charts.get('Waiting')?.series[0]?.values.at(-1)).toBe(9);
    expect(drawn.get('.badge').textContent).toContain('2');
  });

  it('keeps the last figures while the stream is broken, and goes on with the next one', async () => {
    const drawn = await admin.open();
    admin.server.streams[0]?.overview(anOverview());
    await settled(drawn);
    admin.server.streams[0]?.break();
    await settled(drawn);
    expect(drawn.get('[role=alert]').textContent).toContain('These are the last ones');
    expect(drawn.all('[aria-labelledby=roles-heading] tbody tr')).toHaveLength(3);
    admin.page.clock.advance(2_000);
    await settled(drawn);
    admin.server.streams[1]?.overview(anOverview());
    await settled(drawn);
    expect(drawn.find('[role=alert]')).toBeNull();
  });

  it('goes on with a fresh token where the stream ends with its own, without a word', async () => {
    const drawn = await admin.open();
    admin.server.streams[0]?.overview(anOverview());
    await settled(drawn);
    admin.server.endTokens();
    admin.server.streams[0]?.end();
    await settled(drawn);
    expect(drawn.find('[role=alert]')).toBeNull();
    admin.page.clock.advance(1_000);
    await settled(drawn);
    admin.server.streams[1]?.overview(anOverview({ now: someFigures({ online: 77 }) }));
    await settled(drawn);
    expect(drawn.words).toContain('77');
  });

  it('takes a stream that has fallen silent for a broken one', async () => {
    const drawn = await admin.open();
    admin.server.streams[0]?.overview(anOverview());
    await settled(drawn);
    admin.page.clock.advance(10_000);
    await settled(drawn);
    expect(drawn.get('[role=alert]').textContent).toContain('have stopped');
  });

  it('says that the figures do not come', async () => {
    const drawn = await admin.open();
    admin.server.streams[0]?.break();
    await settled(drawn);
    expect(drawn.get('[role=alert]').textContent).toContain('do not come');
  });

  it('does without charts where their library does not come', async () => {
    admin.isChartMissing = true;
    const drawn = await admin.open();
    admin.server.streams[0]?.overview(anOverview());
    await settled(drawn);
    expect(drawn.words).toContain('The chart could not be loaded.');
  });

  it('says what the server keeps nothing of, and that the queue is closed', async () => {
    const drawn = await admin.open();
    admin.server.streams[0]?.overview(anOverview({ persistence: 'volatile', now: someFigures({ queue: 'closed' }) }));
    await settled(drawn);
    expect(drawn.words).toContain('The queue is closed');
    expect(drawn.words).toContain('The server keeps nothing');
  });

  it('groups the errors of browsers', async () => {
    admin.server.routes.set('GET browser-errors', {
      groups: [
        {
          id: 'e1',
          version: '0.1.0',
          kind: 'rejection',
          name: 'TypeError',
          frames: ['main-ABC.js:1:20'],
          count: 12,
          firstAt: 1,
          lastAt: 2,
          pages: ['chat'],
          browsers: ['firefox', 'safari'],
        },
      ],
    });
    const drawn = await admin.open();
    expect(drawn.words).toContain('TypeError (rejection), 12 ×, version 0.1.0');
    expect(drawn.words).toContain('chat; firefox, safari');
    expect(drawn.words).toContain('main-ABC.js:1:20');
  });
});
