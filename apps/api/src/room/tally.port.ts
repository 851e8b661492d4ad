/** Counts conversations for those who run the site. Never in the way: it answers nothing and throws nothing. */
export interface ConversationTally {
  /** A conversation ended. @param at server time, ms */
  ended(at: number): void;
  /** The first of a conversation's members says that it helped. @param endedAt when it had ended, server time, ms */
  thanked(endedAt: number): void;
}
