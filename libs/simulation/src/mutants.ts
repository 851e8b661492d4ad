import type { Mutation } from './run/make-world';

/** A protective rule switched off, and where it shows. */
export interface Mutant {
  readonly name: string;
  readonly mutation: Mutation;
  /** The family whose runs catch it soonest. */
  readonly family: string;
  /** First seed; 1 unless it takes long to show. */
  readonly from?: number;
  /** Seeds of that family, from the first, within which it must be caught. */
  readonly within: number;
}

/** Every rule of the log that the simulation must miss when it is gone (issue 4, section 6). */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'drop on accepted alone',
    mutation: { browser: { dropOnAcceptedAlone: true } },
    family: 'moves',
    within: 300,
  },
  { name: 'no gap check', mutation: { browser: { noGapCheck: true } }, family: 'cluster', within: 1500 },
  { name: 'no fence', mutation: { server: { fence: false } }, family: 'cluster', within: 1500 },
  {
    name: 'acknowledge before durable',
    mutation: { server: { durableBeforeAck: false } },
    family: 'server',
    within: 1500,
  },
  { name: '>= for >', mutation: { server: { headIncluded: false } }, family: 'last-words', within: 1500 },
  { name: 'no held note', mutation: { server: { heldNote: false } }, family: 'loss', within: 1500 },
  { name: 'leeway from close', mutation: { server: { leewayFromHeard: false } }, family: 'ends', within: 2500 },
  {
    name: "stream id from the browser's clock",
    mutation: { browser: { streamFromBrowserClock: true } },
    family: 'browser',
    within: 1500,
  },
  {
    name: 'nonce only per stream',
    mutation: { browser: { noncePerStreamOnly: true } },
    family: 'browser',
    within: 1500,
  },
  {
    name: 'moving only what is not accepted',
    mutation: { browser: { movingOnlyWhatIsNotAccepted: true } },
    family: 'moves',
    within: 300,
  },
  {
    name: "a cursor's nonce is not compared",
    mutation: { browser: { cursorNonceIgnored: true } },
    family: 'moves',
    from: 800,
    within: 300,
  },
  {
    name: 'end looked at before the write',
    mutation: { server: { endAfterWrite: false } },
    family: 'last-words',
    within: 1500,
  },
  { name: 'heads before the end', mutation: { server: { headsAfterEnd: false } }, family: 'all', within: 1500 },
  { name: 'a late register accepted', mutation: { server: { refuseLate: false } }, family: 'cluster', within: 1500 },
  {
    name: 'gen without its random id',
    mutation: { server: { randomRegistration: false } },
    family: 'all',
    within: 1500,
  },
  {
    name: 'a tab that is not the owner writes',
    mutation: { browser: { ownerUnchecked: true } },
    family: 'browser',
    within: 1500,
  },
  {
    name: 'a link is never doubted',
    mutation: { browser: { linkNeverDoubted: true } },
    family: 'network',
    within: 3500,
  },
  {
    name: 'an unlike counts whatever came later',
    mutation: { browser: { unlikeIsFinal: true } },
    family: 'likes',
    within: 300,
  },
  { name: 'bus trusted as truth', mutation: { browser: { hintsTrusted: true } }, family: 'cluster', within: 1500 },
  {
    name: 'departure decided twice',
    mutation: { server: { departureOnce: false } },
    family: 'cluster-ends',
    within: 1500,
  },
  { name: 're-assert left out', mutation: { server: { reassert: false } }, family: 'cluster-queue', within: 100 },
  { name: 'send before store', mutation: { browser: { sendBeforeStore: true } }, family: 'browser', within: 1500 },
];

export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new Error(`no mutant "${name}"`);
  return mutant;
}
