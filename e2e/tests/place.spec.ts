import type { Locator } from '@playwright/test';
import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';

/** Everybody here is at 127.0.0.1, which is nowhere; their clocks are in Nepal, where nobody expects them. */
test.use({ timezoneId: 'Asia/Kathmandu', serverEnv: { TRUSTED_PROXIES: 'loopback' } });

/** An address that is somewhere. */
const JAPAN = '133.11.0.1';
const NEPAL_MINUTES = 345;

const place = (person: Person): Locator => person.page.getByRole('banner').locator('hk-partner-place');
const theSwitch = (person: Person): Locator => person.page.getByRole('switch', { name: 'Show where I am' });

/** The time of day in Nepal, now or a moment ago, as an English page writes it. */
function kathmandu(): RegExp {
  const format = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const times = [-1, 0, 1].map((late) => format.format(Date.now() + (NEPAL_MINUTES + late) * 60_000));
  return new RegExp(`(${times.join('|')}) there$`);
}

async function switchPlace(person: Person): Promise<void> {
  await person.button('Settings').click();
  await theSwitch(person).click();
  await person.button('Done').click();
}

/** Somebody who calls over REST, straight at the server, from an address of a proxy's making. */
async function call(port: number, path: string, body?: object, secret?: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': JAPAN,
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

test('the partner’s local time is in the head, until they hide it, and at once when they show it again', async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  for (const person of [alice, bob]) {
    await expect(place(person)).toContainText('Place unknown');
    await expect(place(person)).toHaveText(kathmandu());
  }

  await switchPlace(alice);
  await expect(place(bob)).toHaveText('Place unknown');
  await expect(place(alice)).toHaveText(kathmandu());

  await alice.reload();
  await bob.reload();
  await alice.isPaired();
  await bob.isPaired();
  await expect(place(bob)).toHaveText('Place unknown');

  await switchPlace(alice);
  await expect(place(bob)).toHaveText(kathmandu());
});

test('it is switched off while waiting, before anybody is told, and for every tab of the device', async ({
  alice,
  bob,
}) => {
  await alice.arrive('/vent');
  await theSwitch(alice).click();
  await expect(theSwitch(alice)).not.toBeChecked();
  const second = await alice.anotherTab('/vent');
  await expect(theSwitch(second)).not.toBeChecked();
  await theSwitch(second).click();
  await expect(theSwitch(alice)).toBeChecked();
  await theSwitch(alice).click();
  await second.page.close();

  await bob.arrive('/listen');
  await bob.isPaired();
  await alice.isPaired();
  await expect(place(bob)).toHaveText('Place unknown');
  await expect(place(alice)).toHaveText(kathmandu());
});

test('the country is named, of people who call as well; it fits on a phone and axe finds nothing', async ({
  alice,
  server,
}) => {
  const auth = (await call(server.port, 'auth', { place: { is: 'shown', utcOffsetMinutes: 540 } })) as {
    readonly privateId: string;
  };
  await call(server.port, 'queue', { queueType: 'listen' }, auth.privateId);
  await alice.arrive('/vent');
  await expect(place(alice)).toHaveText(/^Japan · \d{1,2}:\d\d there$/);
  const told = (await call(server.port, 'queue', undefined, auth.privateId)) as {
    readonly partner?: { readonly place?: object };
  };
  expect(told.partner?.place).toEqual({ utcOffsetMinutes: NEPAL_MINUTES });

  await findsNothing(alice.page, 'a conversation with a place');
  await alice.page.setViewportSize({ width: 320, height: 640 });
  await expect(place(alice)).toBeInViewport({ ratio: 1 });
  const isTooWide = await alice.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isTooWide).toBe(false);
  await alice.button('Settings').click();
  await expect(alice.page.getByRole('link', { name: 'IP Geolocation by DB-IP' })).toBeVisible();
  await findsNothing(alice.page, 'the settings with the switch');
});

test.describe('where the operator switched places off', () => {
  test.use({ serverEnv: { PLACE: 'off' } });

  test('nothing is said of them, and there is nothing to switch', async ({ alice, bob }) => {
    await meet(alice, bob);
    await expect(place(alice)).toHaveCount(0);
    await alice.button('Settings').click();
    await expect(alice.page.getByRole('switch', { name: 'Take a break instead' })).toBeVisible();
    await expect(theSwitch(alice)).toHaveCount(0);
  });
});
