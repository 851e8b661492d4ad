import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { TalkingBrowser } from './talking-browser.ts';

/** So many speak in the same instant. */
const AT_ONCE = 40;

/** What became of what was said: how many texts, people or lines; all 0 where nothing went wrong. */
export interface Verdict {
  readonly lost: number;
  /** Texts that were said when the conversation had ended, and are marked so. */
  readonly failed: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
  /** People who are not in the room they were in, or without their partner. */
  readonly elsewhere: number;
  /** Faults that the client of a page has reported. */
  readonly faults: number;
}

/** @throws when it is not so in time */
export async function until(what: string, isSo: () => boolean, withinMs: number): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${String(withinMs)} ms: ${what}`);
    await pause(10);
  }
}

/** Everybody comes, and is paired. */
export async function meet(people: readonly TalkingBrowser[]): Promise<void> {
  people.forEach(({ hearken }, index) => {
    hearken.start();
    hearken.join(index % 2 === 0 ? 'vent' : 'listen');
  });
  await until('everybody is paired', () => people.every(({ isTalking }) => isTalking), 60_000);
}

/** Everybody says something every `everyMs`, until `isOver`. */
export async function talk(people: readonly TalkingBrowser[], everyMs: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    for (const [index, person] of people.entries()) {
      person.say(`${String(index)}: text ${String(person.said.length)}`);
      if (index % AT_ONCE === AT_ONCE - 1) await pause(everyMs / Math.max(1, people.length / AT_ONCE));
    }
  }
}

/** Compares what each has said with what their partner shows. */
export function judge(people: readonly TalkingBrowser[], roomsBefore: readonly (string | undefined)[]): Verdict {
  let [lost, failed, doubled, reordered, gaps, elsewhere] = [0, 0, 0, 0, 0, 0];
  people.forEach((person, index) => {
    const partner = people.find(
      (other) => other !== person && other.conversation?.roomId === person.conversation?.roomId,
    );
    if (person.conversation?.roomId !== roomsBefore[index] || partner === undefined) {
      elsewhere += 1;
      lost += lostBeforeTheEnd(person, people, roomsBefore[index]);
      return;
    }
    const { heard } = partner;
    const known = new Set([...heard, ...person.failed]);
    lost += person.said.filter((text) => !known.has(text)).length;
    failed += person.failed.length;
    doubled += heard.length - new Set(heard).size;
    reordered += heard.some((text, at) => text !== person.said[at]) ? 1 : 0;
    gaps += person.gaps;
  });
  const faults = people.reduce((sum, person) => sum + person.faults.length, 0);
  return { lost, failed, doubled, reordered, gaps, elsewhere, faults };
}

/** Of a conversation that has ended: what its author was told is sent, and the partner of then does not show. */
function lostBeforeTheEnd(
  person: TalkingBrowser,
  people: readonly TalkingBrowser[],
  roomId: string | undefined,
): number {
  const sent = person
    .textsIn(roomId)
    .filter(({ isMine, label }) => isMine && (label?.is === 'sent' || label?.is === 'delivered'));
  const partner = people.find((other) => other !== person && other.textsIn(roomId).length > 0);
  const heard = new Set(partner?.textsIn(roomId).flatMap(({ isMine, text }) => (isMine ? [] : [text])));
  // Two ended conversations are kept on a screen: who has had more than those can't be asked any more.
  return partner === undefined ? 0 : sent.filter(({ text }) => !heard.has(text)).length;
}

/** Says what became of it, and makes it the exit code. */
export function pronounce(verdict: Verdict): void {
  const { lost, failed, doubled, reordered, gaps, elsewhere, faults } = verdict;
  console.log(
    `lost ${String(lost)}, not delivered and marked so ${String(failed)}, doubled ${String(doubled)}, reordered ${String(reordered)}, ` +
      `gap lines ${String(gaps)}, not in their room ${String(elsewhere)}, faults ${String(faults)}`,
  );
  if (Object.values(verdict).some((count) => count > 0)) process.exitCode = 1;
}
