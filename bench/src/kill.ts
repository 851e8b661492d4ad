import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { judge, meet, pronounce, talk, until } from './scenarios/crowd.ts';
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
/** How long the talk goes on before the kill, and how long after it, ms. */
const TALK_MS = 8_000;
/** Each person says something this often, ms. */
const SAY_EVERY_MS = 1_000;
/** How long everybody may need to be back, and to become quiet, ms. */
const QUIET_WITHIN_MS = 60_000;

const mongo = await openMongo();
const keys = randomBytes(32).toString('base64');
let server = await startHearken(PORT, mongo, keys);
const people = Array.from({ length: PAIRS * 2 }, () => new TalkingBrowser(URL));
try {
  await meet(people);
  const rooms = people.map(({ conversation }) => conversation?.roomId);
  const startedAt = performance.now();
  const talking = talk(people, SAY_EVERY_MS, () => performance.now() - startedAt >= TALK_MS * 2);
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

  const said = people.reduce((sum, person) => sum + person.said.length, 0);
  console.log(`${String(PAIRS)} pairs, ${String(said)} texts, server killed with -9 and started again`);
  pronounce(judge(people, rooms));
  console.log(`slowest return after the kill: ${Math.max(...backAfter.values()).toFixed(0)} ms (the restart included)`);
} finally {
  for (const { hearken } of people) hearken.stop();
  await server.stop('SIGKILL');
  await mongo.stop();
}
