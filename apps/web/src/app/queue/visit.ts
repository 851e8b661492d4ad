import { InjectionToken } from '@angular/core';
import type { ClientState } from '../client/client-state';

/**
 * How a person came to /vent, /listen or /talk: by a link inside the page, by an address (typed, bookmarked, from
 * elsewhere), or by a reload, which a phone also does when it brings back a tab that it had put away.
 */
export type Visit = 'link' | 'address' | 'reload';

/**
 * What a visit to a role's address does.
 *
 * - `wait`: where the person is, is not known yet.
 * - `join`: they wait for somebody in that role from now on.
 * - `stay`: they are where they want to be, or have something to read first and go on with one tap.
 */
export function onVisit(visit: Visit, state: ClientState): 'wait' | 'join' | 'stay' {
  const { person } = state;
  // A conversation that this browser holds for open may be over: whether it is, only a server knows.
  if (person.is === 'unknown' || (person.is === 'paired' && person.isRemembered === true)) return 'wait';
  if (person.is !== 'idle') return 'stay';
  const last = state.conversations.at(-1);
  if (last === undefined || visit === 'link') return 'join';
  // A reload goes on where the person was, and they were reading. An address is a wish, but news comes first.
  const isNews = last.end?.wasAwayTooLong === true || last.end?.reason === 'reset';
  return visit === 'reload' || isNews ? 'stay' : 'join';
}

/** How the page was loaded, as the browser tells it. */
export const PAGE_LOADED_BY = new InjectionToken<Exclude<Visit, 'link'>>('how the page was loaded', {
  providedIn: 'root',
  factory: () => {
    const [entry] = performance.getEntriesByType('navigation');
    const type = entry !== undefined && 'type' in entry ? entry.type : 'navigate';
    return type === 'reload' || type === 'back_forward' ? 'reload' : 'address';
  },
});
