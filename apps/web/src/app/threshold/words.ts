/** Words before a conversation. */
export const THRESHOLD_WORDS = {
  heading: 'Before you begin',
  newerHeading: 'The guidelines have changed',
  lead: 'One other person will be here with you. Please agree on three things:',
  newerLead: 'You agreed to an earlier version. Please look at what is new:',
  points: [
    'You are 18 or older.',
    'This is peer support, and not therapy: nobody here is trained, and nobody can send help.',
    'You are kind, and you stay anonymous.',
  ],
  text: 'Guidelines',
  accept: 'I am 18 or older, and I agree',
  decline: 'No, thank you',
  declinedHeading: 'That is all right',
  declined:
    'Nothing was started. You are welcome whenever you like. If you are younger than 18, or would rather talk with somebody trained, there are people for that.',
  home: 'To the start page',
  help: 'Help now',
  reconsider: 'Read the guidelines again',
  failedHeading: 'The guidelines could not be loaded',
  failed: 'They are read before a first conversation. The connection may be gone for a moment, or the server is.',
  again: 'Try again',
  guide: 'Guide for a first time to listen',
  ready: 'I am ready to listen',
  notNow: 'Not now',
} as const;
