import { type ReportReason } from '@hearken/protocol';
import type { ErrandAct } from '../client/client-state';

/** Words of the three ways to leave. */
export const WAY_WORDS = {
  legend: 'How do you want to leave?',
  ways: {
    leave: { name: 'End it', hint: 'You may meet again another day.' },
    block: { name: 'End it and block', hint: 'You two never meet again. They only see that you left.' },
    report: {
      name: 'End it and report',
      hint: 'A moderator reads it, and you two never meet again. They are not told.',
    },
  },
  confirm: { leave: 'Leave', block: 'Leave and block', report: 'Choose why' },
  keep: 'Keep a copy first',
  remove: 'Delete it for both',
} as const;

/** Words of a report. */
export const REPORT_WORDS = {
  open: 'Report this conversation',
  heading: 'What is wrong?',
  text: 'Tap a reason: the report goes out at once, and you two never meet again.',
  ends: 'The conversation ends. They see that you left, nothing else.',
  shows: 'A moderator is shown the last 50 messages and your words.',
  showsCopy: 'The conversation was deleted: a moderator is shown what this browser still holds.',
  reasons: {
    sexual: 'Sexual words or wishes',
    'asks-contact': 'Asks who or where I am',
    harassment: 'Insults, hate or pressure',
    'self-harm': 'Tells somebody to hurt themselves',
    'under-18': 'May be under 18',
    threat: 'Threatens somebody',
    spam: 'Advertises or is a machine',
    other: 'Something else',
  } satisfies Record<ReportReason, string>,
  note: 'A few words for the moderator, before you tap',
  cancel: 'Go back',
  next: 'Your report is with the moderators. They read it within days, the gravest first; you two never meet again. If somebody is in danger now, call for help.',
} as const;

/** Words of what can be done with one conversation. */
export const ACT_WORDS = {
  group: 'This conversation',
  keep: 'Keep a copy',
  report: 'Report',
  block: 'Block',
  remove: 'Delete for both',
  underWay: { block: 'Blocking…', report: 'Sending the report…', delete: 'Deleting…' } satisfies Record<
    ErrandAct,
    string
  >,
  blocked: 'You two never meet again.',
  deleted: {
    you: 'You deleted this conversation from the server. What you see is only on this device, until you clear it.',
    partner: 'The other person deleted this conversation from the server. What you see is only on this device.',
  },
  blockAsk: {
    heading: 'Block this person?',
    text: 'You two never meet again, on any tab of this device or of theirs. They are not told.',
    yes: 'Block',
    no: 'Go back',
  },
  removeAsk: {
    heading: 'Delete it for both?',
    text: 'It ends if it is open. Its words leave the server at once, for both of you; nobody can bring them back. What stands on the two screens stays there until it is cleared.',
    yes: 'Delete',
    no: 'Go back',
  },
} as const;

/** Words of keeping a copy. */
export const KEEP_WORDS = {
  heading: 'Keep a copy',
  text: 'It is made here, by your browser, and goes nowhere else. Whoever finds the file can read it.',
  asText: 'As text',
  asPage: 'As a web page',
  done: 'Done',
  saved: (name: string): string => `Saved as ${name}`,
} as const;

/** Words of somebody who was reported. */
export const HELD_WORDS = {
  heading: 'You cannot meet anybody just now',
  text: 'A conversation from this device was reported for something grave. A moderator looks at it first; that can take some days.',
  look: 'Look again',
} as const;

/** Words of a kept copy. */
export const TRANSCRIPT_WORDS = {
  title: 'A conversation on Hearken',
  you: 'You',
  operators: 'The people who run this site',
  with: 'With',
  began: 'Began',
  kept: 'Kept',
  replyTo: (name: string): string => `In reply to ${name}`,
  likedBy: (name: string): string => (name === 'You' ? 'You like this' : `${name} likes this`),
  notDelivered: 'not delivered',
  notSentYet: 'not sent yet',
} as const;
