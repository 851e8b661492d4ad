import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Absences } from './scenarios/absences.ts';
import { judge, meet, pronounce, talk, until } from './scenarios/crowd.ts';
import { TalkingBrowser } from './scenarios/talking-browser.ts';
import { openCluster, type BenchCluster } from './servers/cluster.ts';

/**
 * `npm run bench:rolling -- [--pairs 200] [--waiting 20] [--servers 3] [--kill]`: that many pairs talk, and others wait,
 * through the page's real client and the proxy of a whole cluster, while one server after the other is drained and started
 * again (with --kill: killed with -9). Nobody may see more than "reconnecting", nothing may be lost, doubled or out of
 * order, everybody stays in their room, and nobody who waits is overtaken.
 */
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '200' },
    waiting: { type: 'string', default: '20' },
    servers: { type: 'string', default: '3' },
    kill: { type: 'boolean', default: false },
  },
});
const PAIRS = Number(values.pairs);
const SIGNAL = values.kill ? 'SIGKILL' : 'SIGTERM';
const PORT = 3_977;
/** Each person says something this often, ms: two cores have ten processes to run. */
const SAY_EVERY_MS = 4_000;
/** How long the talk goes on before, between and after the restarts, ms. */
const TALK_MS = 4_000;
/** How long everybody may need to be back, to stand in line as before, and to become quiet, ms. */
const QUIET_WITHIN_MS = 60_000;

/** One who waits; the line is in the order in which they came. */
async function lineUp(url: string, count: number): Promise<readonly TalkingBrowser[]> {
  const line: TalkingBrowser[] = [];
  for (let place = 1; place <= count; place++) {
    const person = new TalkingBrowser(url);
    person.hearken.start();
    person.hearken.join('vent');
    await until(`${String(place)} wait in the line`, () => person.position !== undefined, QUIET_WITHIN_MS);
    line.push(person);
  }
  return line;
}

/** Whether they no longer stand right behind the one who came before them. */
function isOvertaken({ position }: TalkingBrowser, before: TalkingBrowser | undefined): boolean {
  return position === undefined || (before !== undefined && position !== (before.position ?? 0) + 1);
}

async function restartOneByOne(cluster: BenchCluster, people: readonly TalkingBrowser[]): Promise<void> {
  const absences = new Absences(people);
  for (const name of cluster.servers) {
    const startedAt = performance.now();
    let last = startedAt;
    const watch = setInterval(() => {
      if (people.some(({ isLive }) => !isLive)) last = performance.now();
    }, 50);
    await cluster.restart(name, SIGNAL);
    await until(`everybody is back after ${name}`, () => people.every(({ isLive }) => isLive), QUIET_WITHIN_MS);
    await pause(TALK_MS);
    clearInterval(watch);
    const away = absences.take();
    console.log(
      `${name}: all were back ${(last - startedAt).toFixed(0)} ms after ${SIGNAL}; ${String(away.count)} were away, ` +
        `half of them for ${away.at(0.5).toFixed(0)} ms or less, the longest for ${away.at(1).toFixed(0)} ms`,
    );
  }
}

function complain(error: unknown): void {
  console.log(String(error));
  process.exitCode = 1;
}

const cluster = await openCluster(PORT, Number(values.servers));
const people = Array.from({ length: PAIRS * 2 }, () => new TalkingBrowser(cluster.url));
let line: readonly TalkingBrowser[] = [];
try {
  await meet(people);
  line = await lineUp(cluster.url, Number(values.waiting));
  const rooms = people.map(({ conversation }) => conversation?.roomId);
  const everybody = [...people, ...line];
  const seen = new Set<string>();
  for (const { hearken } of everybody) hearken.subscribe(({ connection }) => seen.add(connection.is));
  let isOver = false;
  const talking = talk(people, SAY_EVERY_MS, () => isOver);
  await pause(TALK_MS);
  await restartOneByOne(cluster, everybody);
  isOver = true;
  await talking;
  // The verdict says of what is not.
  await until('everything is delivered', () => people.every(({ isQuiet }) => isQuiet), QUIET_WITHIN_MS).catch(complain);

  const said = people.reduce((sum, person) => sum + person.said.length, 0);
  console.log(
    `${String(PAIRS)} pairs, ${String(said)} texts, ${String(line.length)} who wait; ${SIGNAL} to each server`,
  );
  pronounce(judge(people, rooms));
  const overtaken = line.filter((person, index) => isOvertaken(person, line[index - 1])).length;
  console.log(`overtaken in the line: ${String(overtaken)}; connections were ${[...seen].sort().join(', ')}`);
  const isOnlyReconnecting = [...seen].every((is) => is === 'live' || is === 'reconnecting');
  if (overtaken > 0 || !isOnlyReconnecting) process.exitCode = 1;
} finally {
  for (const { hearken } of [...people, ...line]) hearken.stop();
  await cluster.stop();
}
