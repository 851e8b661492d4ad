import type { PageName } from '@hearken/protocol';

/** Titles of the pages that one reads; their headings are in their texts. */
export const PAGE_TITLES = {
  about: 'About · Hearken',
  guidelines: 'Guidelines · Hearken',
  privacy: 'Privacy · Hearken',
  contact: 'Contact · Hearken',
  listening: 'Listening for the first time · Hearken',
} as const satisfies Record<PageName, string>;

/** Words around a text. */
export const PAGE_WORDS = {
  loading: 'Loading…',
  failedHeading: 'This page could not be loaded.',
  failed: 'The connection may be gone for a moment, or the server is.',
  again: 'Try again',
} as const;
