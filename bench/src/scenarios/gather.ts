import { performance } from 'node:perf_hooks';
import { BenchPerson, pairs } from './people.ts';

/** Entries of one frame when a history is written. */
const FRAME_ENTRIES = 50;
/** Authors who write at the same time. */
const WRITING_TOGETHER = 50;

async function arriveAll(origin: string, count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = [];
  while (people.length < count) {
    const some = Math.min(20, count - people.length);
    people.push(...(await Promise.all(Array.from({ length: some }, () => BenchPerson.arrive(origin)))));
  }
  return people;
}

/** `count` people join in the same instant: ms until the last is paired. */
export async function pairAtOnce(origin: string, count: number): Promise<number> {
  const people = await arriveAll(origin, count);
  const startedAt = performance.now();
  await Promise.all(people.map((person, index) => person.meet(index % 2 === 0 ? 'vent' : 'listen')));
  const took = performance.now() - startedAt;
  for (const person of people) person.socket.close();
  return took;
}

/** `count` people come back at once, each having missed `missed` texts: ms until the last one holds them all. */
export async function resumeAll(origin: string, count: number, missed: number): Promise<number> {
  const people = await pairs([origin], count * 2);
  const authors = people.filter((_, index) => index % 2 === 0);
  const readers = people.filter((_, index) => index % 2 === 1);
  // A few at a time: what is measured is not the writing.
  for (let done = 0; done < authors.length; done += WRITING_TOGETHER) {
    await Promise.all(authors.slice(done, done + WRITING_TOGETHER).map((author) => writeHistory(author, missed)));
  }
  for (const reader of readers) reader.socket.close();
  const startedAt = performance.now();
  const counts = await Promise.all(readers.map((reader) => reader.resume(origin)));
  const took = performance.now() - startedAt;
  const short = counts.filter((held) => held !== missed).length;
  if (short > 0) throw new Error(`${String(short)} of ${String(count)} did not get all ${String(missed)} texts`);
  for (const person of people) person.socket.close();
  return took;
}

async function writeHistory(author: BenchPerson, texts: number): Promise<void> {
  const { room } = author;
  if (room === undefined) throw new Error('in no room');
  for (let done = 0; done < texts; done += FRAME_ENTRIES) {
    const entries = Array.from({ length: Math.min(FRAME_ENTRIES, texts - done) }, () => author.entry('y'.repeat(90)));
    await author.socket.request('room:send', { roomId: room.roomId, stream: room.stream, entries });
  }
}
