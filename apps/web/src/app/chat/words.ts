import type { PartReason, Role, TextFault } from '@hearken/protocol';
import type { Trouble } from '../connection/connection.service';

/** How the partner is called, by their role: as a name over their texts, and in a sentence. */
const PARTNER = {
  vent: { name: 'Venter', sentence: 'The person venting', title: 'Someone venting' },
  listen: { name: 'Listener', sentence: 'Your listener', title: 'Your listener' },
  talk: { name: 'Partner', sentence: 'Your partner', title: 'Someone to talk with' },
} as const satisfies Record<Role, { readonly name: string; readonly sentence: string; readonly title: string }>;

const BECAUSE = {
  'feeling-better': 'I feel better now',
  'have-to-go': 'I have to go',
  'not-a-match': 'We are not a good match',
  'need-a-break': 'I need a break',
  connection: 'My connection is poor',
} as const satisfies Record<PartReason, string>;

const plural = (count: number, one: string, many: string): string => `${String(count)} ${count === 1 ? one : many}`;

/** Words of waiting. */
export const WAITING_WORDS = {
  heading: {
    vent: 'Finding you a listener',
    listen: 'Waiting for someone who needs to be heard',
    talk: 'Finding someone to talk with',
  } satisfies Record<Role, string>,
  joining: 'Getting you in line…',
  first: 'You are first in line.',
  paused: 'Matching is paused for a moment. You keep your place.',
  position: (position: number): string => `You are number ${String(position)} in line.`,
  /** `here` counts the people one could meet; 0 is said by `nobody`. */
  here: {
    vent: (here: number): string => plural(here, 'listener is here now.', 'listeners are here now.'),
    listen: (here: number): string => plural(here, 'person is here to vent.', 'people are here to vent.'),
    talk: (here: number): string => plural(here, 'other person is here to talk.', 'other people are here to talk.'),
  } satisfies Record<Role, (here: number) => string>,
  busy: 'Everybody is in a conversation just now.',
  nobody: {
    vent: 'Nobody is here to listen right now. You can leave this page open: the moment a listener comes, you are connected.',
    listen:
      'Nobody is here to vent right now. You can leave this page open: the moment somebody needs you, you are connected.',
    talk: 'Nobody else is here right now. You can leave this page open: the moment somebody comes, you are connected.',
  } satisfies Record<Role, string>,
  lately: (ms: number): string => `Lately it took ${roughly(ms)}.`,
  opens: 'Your place counts in',
  seconds: 'seconds',
  meanwhile: {
    vent: 'You can begin anywhere. It does not have to be in order, and it does not have to make sense.',
    listen: 'You need not solve anything. Let them talk, ask when you are unsure, and say what you heard.',
    talk: 'A good beginning: how your day really was.',
  } satisfies Record<Role, string>,
  breathing: {
    heading: 'A quiet moment',
    moving: 'If you like, breathe along: in while it grows, out while it shrinks.',
    still: 'If you like, breathe in slowly, and let it out a little longer. A few times is enough.',
    hold: 'Hold it still',
    letGo: 'Let it move',
  },
  widenOffer: 'You can also meet people who just want to talk.',
  widen: 'Meet them too',
  widened: 'You may also meet somebody who just wants to talk.',
  cancel: 'Stop waiting',
  changeHeading: 'Or would you rather',
  change: { vent: 'vent', listen: 'listen', talk: 'just talk' } satisfies Record<Role, string>,
  help: 'In danger? Who can help now',
  move: {
    heading: {
      vent: 'Wait to vent instead?',
      listen: 'Wait to listen instead?',
      talk: 'Wait to just talk instead?',
    } satisfies Record<Role, string>,
    text: 'You give up your place here and go to the end of the other line.',
    yes: 'Change',
    no: 'Keep my place',
  },
} as const;

/** Words of the conversation. */
export const CHAT_WORDS = {
  start: 'Hearken, start page',
  connecting: 'Connecting…',
  partner: PARTNER,
  you: 'You',
  title: {
    starting: 'Hearken',
    threshold: 'Welcome · Hearken',
    waiting: 'Waiting · Hearken',
    talking: 'Conversation · Hearken',
    ended: 'Ended · Hearken',
  },
  unread: (count: number, title: string): string => `(${String(count)}) ${title}`,
  stillHere: {
    ask: 'Are you still here? The other person may be waiting for a word.',
    yes: 'I am here',
    quiet: (sentence: string): string => `${sentence} has not touched anything for a while.`,
    next: 'Find somebody new now: you would be first in line',
  },
  /** Also where they hide it: nobody has to explain themselves. */
  placeUnknown: 'Place unknown',
  theirTime: (time: string): string => `${time} there`,
  presence: {
    here: 'Here',
    quiet: 'Quiet',
    reconnecting: 'Reconnecting…',
    gone: 'Gone',
    claimed: 'Expected back',
    /** While this page itself is cut off. */
    unknown: 'Unknown',
  },
  secondsLeft: 's',
  writing: (name: string): string => `${name} is writing`,
  next: 'New partner',
  nextShort: 'New',
  leave: 'Leave',
  settings: 'Settings',
  helpNow: 'Help now',
  log: 'Conversation',
  today: 'Today',
  yesterday: 'Yesterday',
  section: (title: string, time: string): string => `${title}, from ${time}`,
  newSection: 'New conversation',
  searching: 'Looking for somebody new',
  dismiss: 'Clear this conversation',
  dismissAsk: {
    heading: 'Clear this conversation?',
    text: 'Its words are taken off this device and cannot be brought back.',
    yes: 'Clear',
    no: 'Keep',
  },
  joined: (sentence: string): string => `You are connected. ${sentence} can read what you write.`,
  joinedAs: {
    vent: 'You are connected with somebody who needs to vent.',
    listen: 'You are connected with a listener.',
    talk: 'You are connected with somebody who wants to talk.',
  } satisfies Record<Role, string>,
  /** A word to begin with while nobody has said anything, by the partner's role. */
  opening: {
    vent: 'Let them begin, or ask what brings them here. You need not solve anything.',
    listen: 'Begin anywhere. It does not have to be in order, and it does not have to make sense.',
    talk: 'A good beginning: how your day really was.',
  } satisfies Record<Role, string>,
  operatorsSay: 'From the people who run this site:',
  operatorsTookBack: 'The people who run this site took a message back.',
  metBefore: 'You have met before. Nobody else was here for a while.',
  reconnecting: (sentence: string): string => `${sentence} lost the connection.`,
  back: (sentence: string): string => `${sentence} is back.`,
  draft: 'You were still writing:',
  fetching: 'Fetching the last words…',
  gap: {
    held: (whose: string): string => `${whose} may be missing here: the server lost them.`,
    stream: (whose: string): string => `${whose} may be missing here: their browser lost its memory.`,
    restored: 'This browser lost its memory. What follows was restored from the server; anything unsent is gone.',
    corrected: 'The server lost some messages that were shown as sent. Their labels have been corrected.',
  },
  myMessages: 'Messages of yours',
  theirMessages: 'Messages of theirs',
  label: {
    waiting: 'Sending',
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    failedEnded: 'Not delivered, the conversation had ended',
    failedRefused: 'Not sent, the server refused it',
  },
  retry: 'Try again',
  like: 'Like',
  likedBy: (name: string): string => `${name} likes this`,
  likedByYou: 'You like this',
  /** Said once by a screen reader when it happens. `texts` holds beginnings. */
  likesYours: (name: string, texts: readonly string[]): string =>
    texts.length === 1
      ? `${name} likes your message: ${texts[0] ?? ''}`
      : `${name} likes ${String(texts.length)} of your messages`,
  reply: 'Reply',
  inReplyTo: 'In reply to',
  quoteMissing: 'In reply to a message that is not here',
  newMessages: (count: number): string => plural(count, 'new message', 'new messages'),
  latest: 'To the latest message',
  composer: {
    form: 'Your message',
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
    replyingTo: (name: string): string => `Replying to ${name}`,
    replyingToSelf: 'Replying to yourself',
    dropQuote: 'Do not reply to it',
    hint: 'Enter sends, Shift + Enter begins a new line.',
    left: (count: number): string => `${plural(count, 'character', 'characters')} left`,
    over: (count: number): string => `${plural(count, 'character', 'characters')} too many`,
    noteHint: (max: number): string => `Optional, up to ${String(max)} characters`,
    failed: {
      empty: '',
      'too-long': 'This message is too long.',
      'control-character': 'This message holds characters that cannot be sent.',
      'lone-surrogate': 'This message holds characters that cannot be sent.',
      'no-conversation': 'The conversation has ended. Your text is still here.',
      'not-here': 'Another tab writes in this conversation now. Your text is still here.',
    } satisfies Record<TextFault | 'no-conversation' | 'not-here', string>,
  },
  pending: {
    next: 'You will meet somebody new in',
    nextNow: 'Looking for somebody new…',
    leave: 'Leaving…',
    stay: 'Stay here',
  },
} as const;

/** Words of parting. */
export const PART_WORDS = {
  heading: { next: 'Meet somebody new?', leave: 'Leave this conversation?' },
  text: {
    next: 'This conversation ends for both of you. You keep it on your screen, below it the search begins.',
    leave: 'This conversation ends for both of you. You can still read it here afterwards.',
  },
  because: 'Tell them why, if you like',
  reasons: BECAUSE,
  noReason: 'No reason',
  note: 'A few words for them',
  soon: 'Possible in',
  confirm: { next: 'New partner', leave: 'Leave' },
  stay: 'Stay',
} as const;

/** Words of an ended conversation. `sentence` is the partner as a sentence begins with them. */
export const THANKS_WORDS = {
  give: 'That helped',
  explain: 'The other person is told this and nothing else.',
  given: 'You told them that it helped.',
  received: 'They told you that it helped.',
  count: (people: number): string => `${String(people)} people of this tab have told you so.`,
} as const;

export const ENDED_WORDS = {
  heading: { left: 'The conversation has ended', away: 'You were away too long', none: 'Ready when you are' },
  byYou: {
    next: 'You went on to somebody new.',
    leave: 'You left the conversation.',
    block: 'You blocked this person.',
    report: 'You reported this conversation.',
    deleted: 'You deleted the conversation.',
    closed: 'You closed the page.',
    other: 'You ended the conversation.',
  },
  byPartner: {
    next: (sentence: string): string => `${sentence} went on to somebody new.`,
    leave: (sentence: string): string => `${sentence} left the conversation.`,
    closed: (sentence: string): string => `${sentence} closed the page.`,
    deleted: (sentence: string): string => `${sentence} deleted the conversation.`,
  },
  bySystem: {
    'partner-lost': (sentence: string): string => `${sentence} was away too long, so the conversation ended.`,
    unconfirmed: 'After a fault on our side the other person did not come back.',
    idle: 'Nobody wrote for a long time, so the conversation ended.',
    operator: 'The conversation was ended by the people who run this site.',
    reset: 'The server no longer knows this browser, so the conversation cannot be continued.',
  },
  ended: 'The conversation has ended.',
  whileAway: 'The conversation ended while you were gone. What was said is still here to read.',
  awayTooLong: 'You were away too long, so the conversation ended.',
  said: (words: string): string => `They said: “${words}”`,
  youSaid: (words: string): string => `You said: “${words}”`,
  undelivered: (count: number): string => `${plural(count, 'message', 'messages')} of yours did not arrive.`,
  again: {
    vent: 'Find a listener',
    listen: 'Listen to somebody',
    talk: 'Find somebody to talk with',
  } satisfies Record<Role, string>,
  wait: 'A new line opens for you in',
  home: 'Start page',
  idle: 'You are not waiting for anybody.',
} as const;

/** Words of the connection's states. */
export const CONNECTION_WORDS = {
  short: {
    starting: 'Connecting…',
    reconnecting: 'The connection is gone. Trying to get it back…',
    offline: 'You are offline.',
    full: 'Hearken is full right now.',
    blocked: 'This network lets the page through, but not the live connection that a conversation needs.',
    replaced: 'Hearken goes on elsewhere',
    banned: 'You cannot take part just now',
    outdated: 'This page is out of date',
    refused: 'Something is wrong on our side',
    stopped: 'Hearken has stopped on this page',
  } satisfies Record<Trouble['is'], string>,
  keepsWriting: 'What you write is kept and goes out when you are back.',
  fullRetry: 'Looking again in',
  blockedHelp:
    'Both ways are blocked: WebSocket and long polling. A company or school network, a VPN or a browser extension may be the cause; mobile data often works.',
  retryNow: 'Try now',
  replacedText: {
    tab: 'Another tab of this browser took over. Only one can act at a time, so nothing is written twice.',
    elsewhere: 'Another tab or device took over. Only one can act at a time, so nothing is written twice.',
  },
  useHere: 'Use it here',
  outdatedText: 'A newer version is needed to go on. What you wrote is kept.',
  refusedText: 'The server does not accept this page. Trying again may help.',
  stoppedText: 'Reload the page to go on.',
  reload: 'Reload',
} as const;

/** Words for somebody who is banned. */
export const BAN_WORDS = {
  why: 'The people who run this site have stopped this device. They say:',
  forGood: 'This has no end date.',
  until: (when: string): string => `It ends on ${when}.`,
  over: 'It is over: you can come back.',
  appeal: 'If you think this is a mistake, say why. It is read by a person, and you can write once.',
  label: 'What you want to say',
  send: 'Send',
  sending: 'Sending…',
  sent: 'Your words are with the people who run this site. Come back later to see their answer.',
  kept: 'Your words were read. The answer is that this stays.',
  keptNote: (note: string): string => `They say: “${note}”`,
  failed: 'That did not arrive. Try again in a moment.',
  gone: 'This was answered, or is over, already.',
  again: 'Look again',
} as const;

/** Words of notices and banners. */
export const NOTICE_WORDS = {
  isVolatile: 'This server keeps messages in memory only. If it restarts, they are gone.',
  memory: 'This browser cannot store messages. If you reload this page, what is unsent is lost.',
  reset: 'Your earlier conversation cannot be continued: the server does not know this browser any more.',
  newerVersion: 'There is a newer version of this page.',
  storageLost: {
    quota: 'This device has no space left. Messages are kept in memory only; do not reload this page.',
    unavailable: 'This browser does not let us store messages. They are kept in memory only; do not reload this page.',
    failed: 'Storing messages failed. They are kept in memory only; do not reload this page.',
  },
  polling: 'The fast connection is blocked here. Messages take a slower way and may come late.',
  refused: 'The server did not accept something this page sent. You can go on.',
  reload: 'Reload',
  dismiss: 'Dismiss',
  closed: 'Nobody new is let in just now.',
} as const;

/** Words of the settings. */
export const SETTINGS_WORDS = {
  heading: 'Settings',
  sound: 'Soft sound',
  soundHint: 'When somebody comes or writes while you look elsewhere',
  notify: 'Notifications',
  notifyHint: 'They never show what was written',
  notifyRefused: 'Your browser blocks notifications for this site',
  place: 'Show where I am',
  placeHint: 'Whoever you talk with sees your country and what time it is there, and nothing closer',
  placeSource: 'IP Geolocation by DB-IP',
  takeBreak: 'Take a break instead',
  takeBreakHint: 'When you are left, do not look for somebody new at once',
  typingPrivate: 'Keep my typing to myself',
  typingPrivateHint: 'Nobody sees that you are writing until you send it',
  forget: 'Forget this device',
  forgetHint: 'Whom this device has met or blocked before no longer counts.',
  forgetAsk: 'People you blocked may meet you again. Forget it?',
  forgetYes: 'Forget it',
  forgetNo: 'Keep it',
  forgotten: 'This device is forgotten.',
  help: 'In danger? Who can help now',
  done: 'Done',
  notification: { title: 'Hearken', paired: 'Somebody is here for you.', text: 'There is something new for you.' },
} as const;

/** A duration as people say it. */
function roughly(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 20) return 'a few seconds';
  if (seconds < 50) return 'half a minute';
  if (seconds < 90) return 'about a minute';
  return `about ${String(Math.round(seconds / 60))} minutes`;
}
