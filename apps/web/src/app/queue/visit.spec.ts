import { describe, expect, it } from '@jest/globals';
import type { ClientState, EndView } from '../client/client-state';
import { FRESH } from '../../testing/fake-hearken';
import { aPlace, aState, anEnded, talking } from '../../testing/scenes';
import { onVisit } from './visit';

const ended = (given: Partial<EndView> = {}) =>
  aState({ conversations: [anEnded({ end: { reason: 'leave', by: 'you', at: 0, wasAwayTooLong: false, ...given } })] });

function remembered(): ClientState {
  const state = talking();
  return state.person.is === 'paired' ? { ...state, person: { ...state.person, isRemembered: true } } : state;
}

describe('onVisit', () => {
  it.each([
    ['waits until it is known where the person is', 'address', FRESH, 'wait'],
    ['waits while only the store says that there is a conversation', 'address', remembered(), 'wait'],
    ['joins when there is nothing yet', 'address', aState(), 'join'],
    ['joins after a reload too when there is nothing', 'reload', aState(), 'join'],
    ['stays in a queue', 'link', aState({ person: aPlace() }), 'stay'],
    ['stays in a conversation', 'link', talking(), 'stay'],
    ['joins from a link, whatever was before', 'link', ended({ wasAwayTooLong: true }), 'join'],
    ['joins from an address after a conversation that is over', 'address', ended(), 'join'],
    ['shows first that they were away too long', 'address', ended({ wasAwayTooLong: true }), 'stay'],
    ['shows first that it cannot be continued', 'address', ended({ reason: 'reset', by: 'system' }), 'stay'],
    ['goes on reading after a reload', 'reload', ended(), 'stay'],
  ] as const)('%s', (_, visit, state, act) => {
    expect(onVisit(visit, state)).toBe(act);
  });
});
