/** A seed that once showed a fault, and what it was. The plan of a seed changes with `plan.ts` and `families.ts`. */
export interface Regression {
  readonly family: string;
  readonly seed: number;
  /** Another number of servers than the family's own. */
  readonly servers?: number;
  readonly was: string;
}

export const REGRESSIONS: readonly Regression[] = [
  { family: 'last-words', seed: 493, was: 'a register read an entry written above the heads of an end meanwhile' },
  {
    family: 'last-words',
    seed: 426,
    was: 'a failed text was shown to the partner, read between its write and the end',
  },
  { family: 'last-words', seed: 24, was: 'a register gave up while the end of its room was under way' },
  { family: 'cluster-ends', seed: 432, was: 'a room held for open was given up, because an unnamed one was answered' },
  { family: 'loss', seed: 59, was: 'leaving a room whose end was lost ignored what the partner wrote in between' },
  {
    family: 'ends',
    seed: 2891,
    was: 'a second end that failed took the mark of one still under way, and a send passed',
  },
  { family: 'ends', seed: 8027, was: 'what was said in a room that another tab knew to be over went to the next room' },
  {
    family: 'loss',
    seed: 2854,
    was: 'an end that the database lost while it was fixed counted as a fault of the server',
  },
  {
    family: 'cluster',
    seed: 4701,
    was: 'an older tab took the store back from a newer one when it found a waiting text, and a stream was given for it',
  },
  {
    family: 'cluster',
    seed: 7455,
    was: 'a text whose first place came back only after it was settled stayed at its second',
  },
  {
    family: 'cluster-ends',
    seed: 3052,
    was: 'a send during the register of its own socket counted as acknowledged to the older registration',
  },
  {
    family: 'all',
    seed: 1275,
    was: 'a claim that a newer registration had made void restored a room nobody knew of',
  },
  {
    family: 'all',
    seed: 1331,
    was: 'a number that database and author had lost was given again, and the reader who held it passed over it',
  },
  { family: 'all', seed: 3037, was: 'a number that the partner was known to hold was given to another text' },
  { family: 'all', seed: 11942, was: 'heads told that a text was sent whose number stood for another one' },
  { family: 'all', seed: 3771, was: 'who left a room that only they claimed saw no line' },
  {
    family: 'all',
    seed: 5330,
    was: 'an ended room that the database had lost made its browser register for ever, while it claimed another',
  },
  { family: 'all', seed: 3550, was: 'two tabs on two servers took the store and the registration from each other' },
  {
    family: 'network',
    seed: 1607,
    was: 'a link that had died without a word was noticed after 5 s, and the way back began then',
  },
  {
    family: 'network',
    seed: 2480,
    was: 'a ping that had waited for 9 s in front of a page that stood still was believed',
  },
  { family: 'network', seed: 5551, was: 'the return of the network was no reason to look after the link' },
  { family: 'browser', seed: 4711, was: 'a ping that waited behind a cut was believed after the server had closed' },
  {
    family: 'network',
    seed: 2863,
    was: 'all ways of a handshake took the latency that the line had when it began (the simulation was wrong)',
  },
  {
    family: 'loss',
    seed: 8958,
    was: 'somebody whose register claimed a lost room was paired meanwhile, and was in two',
  },
  { family: 'loss', seed: 6933, was: 'a room made again between two reads of a register was answered as gone' },
  { family: 'all', seed: 146, was: 'who claimed a lost room was not told that an earlier end had lost its last words' },
  {
    family: 'moves',
    seed: 22,
    was: 'what was delivered and lost with a tail was dropped by what had been accepted before',
  },
  { family: 'moves', seed: 438, was: 'who lost their store met what a lost tail had left above a hole as conflicts' },
  {
    family: 'moves',
    seed: 938,
    was: "the partner's cursor at other words was taken for the delivery of a text never sent",
  },
  { family: 'moves', seed: 2662, was: 'a room that only one of two knew to have ended went on for the other' },
  { family: 'moves', seed: 4676, was: 'nobody said to the reader of an ended room that a whole stream of it was lost' },
  {
    family: 'moves',
    seed: 3253,
    was: 'who knew of an end that a tail had lost was not asked, and their partner sat alone',
  },
  {
    family: 'cluster-ends',
    seed: 4284,
    was: 'who was paired by another server, and whose hint was lost, was told of a queue place until the room was over',
  },
  {
    family: 'moves',
    seed: 6289,
    was: 'a reader who met a stream whose listing was lost was not told when it was listed again',
  },
  {
    family: 'moves',
    seed: 7538,
    was: 'an end that held less than its author knew to be delivered was no reason to say so to the reader',
  },
  {
    family: 'moves',
    seed: 618,
    was: 'a text that had come back to a store that lost it stayed sent when a later end was told without it',
  },
  {
    family: 'cluster-queue',
    seed: 408,
    was: 'a room that began and ended elsewhere, both hints lost, stayed unheard of while its person waited in a queue',
  },
  {
    family: 'cluster-ends',
    seed: 11087,
    servers: 3,
    was: 'of two rooms that ended unheard of, a register told of the last one only',
  },
  {
    family: 'cluster-ends',
    seed: 7316,
    servers: 3,
    was: 'a room held for open was given up with a line, because the register found its person in a later one',
  },
  {
    family: 'all',
    seed: 101929,
    servers: 3,
    was: 'who had registered elsewhere was put into the pool by the server they had left, where nobody could hear them',
  },
  {
    family: 'all',
    seed: 9418,
    servers: 3,
    was: 'who claimed a lost room was not told of the last words of another one that they had been in since',
  },
  {
    family: 'all',
    seed: 23910,
    servers: 3,
    was: 'heads that were told and lost with a tail were fixed anew above them, and the reader was not asked',
  },
  {
    family: 'all',
    seed: 1959,
    servers: 3,
    was: 'who left a room made again on another server was answered as if it were only claimed, and it went on',
  },
  {
    family: 'cluster-ends',
    seed: 1215,
    servers: 3,
    was: 'two of another server whom the database refused twice were kept apart for good by the server that took them',
  },
  {
    family: 'cluster-queue',
    seed: 1475,
    servers: 3,
    was: 'a presence told while somebody was put into the pool came before it, and was forgotten',
  },
  {
    family: 'all',
    seed: 100064,
    servers: 3,
    was: 'two who claimed their lost room on two servers did not find each other',
  },
  { family: 'all', seed: 4837, servers: 3, was: 'the same, of an end that came while a tab was away' },
  { family: 'all', seed: 200, was: 'delivered was believed of a number that stood for words of a store that was lost' },
];
