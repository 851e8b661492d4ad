/** Words of the shared pieces. */
export const UI_WORDS = {
  whoIsHere: 'Who is here now',
  hereAs: { vent: 'venting', listen: 'listening', talk: 'just talking' },
  copy: { copy: 'Copy', copied: 'Copied', cannot: 'Could not copy' },
} as const;
