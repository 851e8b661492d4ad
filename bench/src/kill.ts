import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { TalkingBrowser } from './scenarios/talking-browser.ts';
import { startHearken } from './servers/hearken.ts';
import { openMongo } from './servers/mongo.ts';

/**
 * `npm run bench:kill -- [--pairs 200]`: that many pairs talk through the page's real client, the server process is
 * killed with -9 in the middle and started again. Nothing may be lost, doubled or out of order, and everybody has to be
 * back in the same room.
 */
const { values } = parseArgs({ options: { pairs: { type: 'string', default: '200' } } });
const PAIRS = Number(values.pairs);
const PORT = 3_973;
const URL = `http://127.0.0.1:${String(PORT)}`;
/** How long the talk goes on before and after the kill, and how long everybody may need to become quiet, ms. */
const TALK_MS = 8_000;
const QUIET_WITHIN_MS = 60_000;
/** Each person says something this often, ms. */
const SAY_EVERY_MS = 1_000;

interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
  readonly elsewhere: number;
}

async function until(what: string, isSo: () => boolean, withinMs: number): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${String(withinMs)} ms: ${what}`);
    await pause(10);
  }
}

function judge(people: readonly TalkingBrowser[], roomsBefore: readonly (string | undefined)[]): Verdict {
  let [lost, doubled, reordered, gaps, elsewhere] = [0, 0, 0, 0, 0];
  people.forEach((person, index) => {
    const partner = people.find(
      (other) => other !== person && other.conversation?.roomId === person.conversation?.roomId,
    );
    if (person.conversation?.roomId !== roomsBefore[index] || partner === undefined) {
      elsewhere += 1;
      return;
    }
    const { heard } = partner;
    lost += person.said.filter((text) => !heard.includes(text)).length;
    doubled += heard.length - new Set(heard).size;
    reordered += heard.filter((text, at) => text !== person.said[at]).length > 0 ? 1 : 0;
    gaps += person.gaps;
  });
  return { lost, doubled, reordered, gaps, elsewhere };
}

async function talk(people: readonly TalkingBrowser[], forMs: number): Promise<void> {
  const startedAt = performance.now();
  for (let round = 0; performance.now() - startedAt < forMs; round++) {
    for (let index = 0; index < people.length; index++) {
      people[index]?.say(`${String(index)}: text ${String(people[index]?.said.length)}`);
      if (index % 40 === 39) await pause(SAY_EVERY_MS / Math.max(1, people.length / 40));
    }
  }
}

const mongo = await openMongo();
const keys = randomBytes(32).toString('base64');
let server = await startHearken(PORT, mongo, keys);
const people = Array.from({ length: PAIRS * 2 }, () => new TalkingBrowser(URL));
try {
  people.forEach(({ hearken }, index) => {
    hearken.start();
    hearken.join(index % 2 === 0 ? 'vent' : 'listen');
  });
  await until('everybody is paired', () => people.every(({ isTalking }) => isTalking), 60_000);
  const rooms = people.map(({ conversation }) => conversation?.roomId);
  const talking = talk(people, TALK_MS * 2);
  await pause(TALK_MS);

  const killedAt = performance.now();
  const backAfter = new Map<TalkingBrowser, number>();
  await server.stop('SIGKILL');
  await until('everybody has noticed', () => people.every(({ isTalking }) => !isTalking), 10_000);
  const restarting = startHearken(PORT, mongo, keys);
  await until(
    'everybody is back',
    () => {
      for (const person of people) {
        if (person.isTalking && !backAfter.has(person)) backAfter.set(person, performance.now() - killedAt);
      }
      return backAfter.size === people.length;
    },
    QUIET_WITHIN_MS,
  );
  server = await restarting;
  await talking;
  await until('everything is delivered', () => people.every(({ isQuiet }) => isQuiet), QUIET_WITHIN_MS);

  const verdict = judge(people, rooms);
  const said = people.reduce((sum, person) => sum + person.said.length, 0);
  const faults = people.reduce((sum, person) => sum + person.faults.length, 0);
  console.log(`${String(PAIRS)} pairs, ${String(said)} texts, server killed with -9 and started again`);
  console.log(
    `lost ${String(verdict.lost)}, doubled ${String(verdict.doubled)}, reordered ${String(verdict.reordered)}, ` +
      `gap lines ${String(verdict.gaps)}, not in their room ${String(verdict.elsewhere)}, faults ${String(faults)}`,
  );
  console.log(`slowest return after the kill: ${Math.max(...backAfter.values()).toFixed(0)} ms (the restart included)`);
  process.exitCode = Object.values(verdict).some((count) => count > 0) || faults > 0 ? 1 : 0;
} finally {
  for (const { hearken } of people) hearken.stop();
  await server.stop('SIGKILL');
  await mongo.stop();
}
