import { readFileSync } from 'node:fs';
import { test as base, expect, type BrowserContext, type TestInfo } from '@playwright/test';
import { Mongod, type Database } from './database.ts';
import { Gate } from './gate.ts';
import { Person } from './person.ts';
import { HearkenServer } from './server.ts';

/** What the server asks newcomers to accept. */
const GUIDELINES = readFileSync(new URL('../../apps/api/content/guidelines.md', import.meta.url), 'utf8');

/** What the browser of somebody who has been here before has kept. */
const KEPT_BEFORE = {
  'hearken.guidelines': /^version: (\S+)$/m.exec(GUIDELINES)?.[1] ?? '',
  'hearken.listening': 'seen',
};

/** A word that is shorter may stand in a log by chance. */
const SECRET_MIN_LENGTH = 8;

/** What people come to: a port of this machine, and the logs behind it. */
export interface Site {
  readonly port: number;
  /** Everything its servers have printed. */
  readonly output: string;
  /** What they called an error. */
  errors(): readonly string[];
}

interface Fixtures {
  /** Variables of the server, on top of those that all tests share. Set with `test.use`. */
  readonly serverEnv: Readonly<Record<string, string>>;
  /** What the server may call an error in this test, because the fault of the test explains it. */
  readonly explainedErrors: RegExp | undefined;
  /** Nobody has been here before: the guidelines and the guide are shown. */
  readonly isFirstVisit: boolean;
  readonly database: Database;
  readonly server: HearkenServer;
  /** Where people go: the server, unless a test has more than one. */
  readonly site: Site;
  /** Brings somebody else. */
  readonly bring: (name: string) => Promise<Person>;
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
  readonly dave: Person;
}

/** Playwright's test with a real server on a real database, and people with browsers of their own. */
export const test = base.extend<Fixtures, { mongod: Mongod }>({
  mongod: [
    async ({}, use) => {
      const mongod = await Mongod.start();
      await use(mongod);
      await mongod.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  serverEnv: [{}, { option: true }],
  explainedErrors: [undefined, { option: true }],
  isFirstVisit: [false, { option: true }],
  database: async ({ mongod }, use) => {
    await use(mongod.freshDatabase());
  },
  server: async ({ database, serverEnv, explainedErrors }, use, info) => {
    const server = await HearkenServer.prepare(database.uri, serverEnv);
    await server.start();
    await use(server);
    await server.dispose();
    await judgeLog(server, explainedErrors, info);
  },
  site: async ({ server }, use) => {
    await use(server);
  },
  bring: async ({ browser, site, contextOptions, isFirstVisit }, use) => {
    const people: Person[] = [];
    await use(async (name) => {
      const gate = await Gate.open(site.port);
      const context = await browser.newContext({ ...contextOptions, locale: 'en-GB' });
      if (!isFirstVisit) await rememberEarlierVisit(context);
      const person = Person.withBrowser(name, gate, context);
      people.push(person);
      return person;
    });
    for (const person of people) {
      await person.context.close();
      await person.gate.close();
    }
    const secrets = people.flatMap(({ secrets }) => [...secrets]).filter((text) => text.length >= SECRET_MIN_LENGTH);
    const spilled = secrets.filter((secret) => site.output.includes(secret));
    expect(spilled, 'secrets in the log of the server (I10)').toEqual([]);
    expect(people.flatMap(({ name, complaints }) => complaints.map((text) => `${name}: ${text}`))).toEqual([]);
  },
  alice: async ({ bring }, use) => {
    await use(await bring('alice'));
  },
  bob: async ({ bring }, use) => {
    await use(await bring('bob'));
  },
  carol: async ({ bring }, use) => {
    await use(await bring('carol'));
  },
  dave: async ({ bring }, use) => {
    await use(await bring('dave'));
  },
});

/** Holds when no server called anything an error that the fault of the test does not explain. */
export async function judgeLog(site: Site, explained: RegExp | undefined, info: TestInfo): Promise<void> {
  if (site.output !== '') await info.attach('server.log', { body: site.output, contentType: 'text/plain' });
  const unexplained = site.errors().filter((line) => explained?.test(line) !== true);
  expect(unexplained, 'errors in the log of the server').toEqual([]);
}

async function rememberEarlierVisit(context: BrowserContext): Promise<void> {
  await context.addInitScript((kept) => {
    if (location.protocol !== 'http:') return;
    for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
  }, KEPT_BEFORE);
}

export { expect };
