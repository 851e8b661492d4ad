import type { UrlMatcher } from '@angular/router';

/** One route for /admin and its sections, so that going from one to another keeps the page and its live figures. */
export const adminAddress: UrlMatcher = (segments) => {
  const [first, section] = segments;
  if (first?.path !== 'admin' || segments.length > 2) return null;
  return { consumed: segments, posParams: section === undefined ? {} : { section } };
};
