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
  hereAs: { vent: 'venting', listen: 'listening', talk: 'just talking' },
  copy: { copy: 'Copy', copied: 'Copied', cannot: 'Could not copy' },
} as const;
