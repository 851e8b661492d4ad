import type { Mutation } from './run/make-world';

/** A protective rule switched off, and where it shows. */
export interface Mutant {
  readonly name: string;
  readonly mutation: Mutation;
  /** The family whose runs catch it soonest. */
  readonly family: string;
}

/** Every rule of the log that the simulation must miss when it is gone (issue 4, section 6). */
export const MUTANTS: readonly Mutant[] = [
  { name: 'drop on accepted alone', mutation: { browser: { dropOnAcceptedAlone: true } }, family: 'loss' },
  { name: 'no gap check', mutation: { browser: { noGapCheck: true } }, family: 'cluster' },
  { name: 'no fence', mutation: { server: { fence: false } }, family: 'browser' },
  { name: 'acknowledge before durable', mutation: { server: { durableBeforeAck: false } }, family: 'server' },
  { name: '>= for >', mutation: { server: { headIncluded: false } }, family: 'ends' },
  { name: 'no held note', mutation: { server: { heldNote: false } }, family: 'loss' },
  { name: 'leeway from close', mutation: { server: { leewayFromHeard: false } }, family: 'network' },
  {
    name: "stream id from the browser's clock",
    mutation: { browser: { streamFromBrowserClock: true } },
    family: 'browser',
  },
  { name: 'nonce only per stream', mutation: { browser: { noncePerStreamOnly: true } }, family: 'browser' },
  {
    name: 'moving only what is not accepted',
    mutation: { browser: { movingOnlyWhatIsNotAccepted: true } },
    family: 'loss',
  },
  { name: 'end looked at before the write', mutation: { server: { endAfterWrite: false } }, family: 'ends' },
  { name: 'heads before the end', mutation: { server: { headsAfterEnd: false } }, family: 'ends' },
  { name: 'a late register accepted', mutation: { server: { refuseLate: false } }, family: 'cluster' },
  { name: 'gen without its random id', mutation: { server: { randomRegistration: false } }, family: 'loss' },
  { name: 'a tab that is not the owner writes', mutation: { browser: { ownerUnchecked: true } }, family: 'browser' },
  { name: 'send before store', mutation: { browser: { sendBeforeStore: true } }, family: 'browser' },
];

export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new Error(`no mutant "${name}"`);
  return mutant;
}
