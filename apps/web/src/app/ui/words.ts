/** Words of the shared pieces. */
export const UI_WORDS = {
  name: 'Hearken',
  start: 'Hearken, start page',
  helpNow: 'Help now',
  siteLinks: 'About this site',
  links: [
    { to: '/about', name: 'About' },
    { to: '/guidelines', name: 'Guidelines' },
    { to: '/privacy', name: 'Privacy' },
    { to: '/contact', name: 'Contact' },
    { to: '/help', name: 'Help now' },
  ],
  whoIsHere: 'Who is here now',
  waiting: (people: number): string => `${String(people)} waiting`,
  hereAs: { vent: 'venting', listen: 'listening', talk: 'just talking' },
  missingPart: {
    text: 'This part of the page could not be loaded. There may be a newer version of it, or the connection is gone for a moment. What you wrote is kept.',
    reload: 'Reload',
    dismiss: 'Dismiss',
  },
  loading: 'Loading…',
  copy: { copy: 'Copy', copied: 'Copied', cannot: 'Could not copy' },
} as const;

/** Words of a planned restart. */
export const RESTART_WORDS = {
  in: (left: string): string => `This site restarts in ${left}`,
  at: (time: string): string => `This site restarts at ${time}.`,
  now: 'This site restarts now.',
} as const;
