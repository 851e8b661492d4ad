/**
 * What the oracle can find.
 *
 * - `lost`: a text that its author was told is sent is not in the partner's log; or a stored text is gone.
 * - `doubled`: a text stands twice in a log. `forged`: a log holds words nobody said, or other words under a nonce.
 * - `reordered`: an author's texts stand in another order than they were said in, or two logs disagree on the order.
 * - `silent-gap`: the database lost a text, and no line says so.
 * - `wrong-label`: a label says what is not so.
 * - `likes`: the two see other likes of one text, or a like that was stored does not show.
 * - `I2` to `I8`: an invariant of design.md, section 1, as it was broken.
 * - `needless-gap`: a gap line although nobody lost anything.
 * - `stuck`: everything has healed, and somebody's log does not come to rest.
 * - `crash`: an exception that no refusal explains.
 */
export const FINDING_KINDS = [
  'lost',
  'doubled',
  'forged',
  'reordered',
  'silent-gap',
  'wrong-label',
  'likes',
  'I2',
  'I4',
  'I5',
  'I6',
  'I7',
  'I8',
  'needless-gap',
  'stuck',
  'crash',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that must not be. */
export interface Finding {
  readonly kind: FindingKind;
  /** Virtual time, ms. */
  readonly at: number;
  readonly detail: string;
}
