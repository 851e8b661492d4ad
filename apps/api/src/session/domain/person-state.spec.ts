import { describe, expect, it } from '@jest/globals';
import { nextPlace, type PersonEvent, type PlaceState } from './person-state.js';

const NOW = 100_000;
const entry = { role: 'vent', widen: false, enteredAt: 90_000, front: false, opensAt: 90_000 } as const;
const idle: PlaceState = { is: 'idle', joinFrom: 0 };
const queued: PlaceState = { is: 'queued', entry };
const paired: PlaceState = { is: 'paired', roomId: '01K00000000000000000000000', since: 95_000 };

function ended(part: Extract<PersonEvent, { type: 'ended' }>['part'], more: Partial<PersonEvent> = {}): PersonEvent {
  const base = {
    type: 'ended',
    part,
    reason: 'leave',
    role: 'listen',
    widen: false,
    takeBreak: false,
    nextAfterMs: 15_000,
  } as const;
  return { ...base, ...more } as PersonEvent;
}

describe("a person's states", () => {
  it('idle: a join enters the queue at its end, open at once', () => {
    const after = nextPlace(idle, { type: 'join', role: 'vent', widen: true }, NOW);
    expect(after.state).toEqual({
      is: 'queued',
      entry: { role: 'vent', widen: true, enteredAt: NOW, front: false, opensAt: NOW },
    });
    expect(after.effects).toHaveLength(1);
  });

  it('idle: a join after leaving a short conversation opens when the 15 s are over', () => {
    const after = nextPlace({ is: 'idle', joinFrom: NOW + 7_000 }, { type: 'join', role: 'vent', widen: false }, NOW);
    expect(after.state).toMatchObject({ entry: { enteredAt: NOW, opensAt: NOW + 7_000 } });
  });

  it('queued: joining the same queue keeps the place, another one is entered at its end', () => {
    expect(nextPlace(queued, { type: 'join', role: 'vent', widen: true }, NOW).state).toEqual({
      is: 'queued',
      entry: { ...entry, widen: true },
    });
    expect(nextPlace(queued, { type: 'join', role: 'listen', widen: false }, NOW).state).toMatchObject({
      entry: { role: 'listen', enteredAt: NOW, front: false },
    });
  });

  it('queued: cancel and departure leave the queue', () => {
    expect(nextPlace(queued, { type: 'cancel' }, NOW).effects).toEqual([{ do: 'leave-queue' }]);
    expect(nextPlace(queued, { type: 'gone' }, NOW).state.is).toBe('idle');
  });

  it('paired: nothing starts over a conversation (I5)', () => {
    for (const event of [
      { type: 'join', role: 'talk', widen: false },
      { type: 'cancel' },
      { type: 'matched', roomId: '01K00000000000000000000009' },
    ] as const) {
      expect(nextPlace(paired, event, NOW)).toEqual({ state: paired, effects: [{ do: 'refuse' }] });
    }
  });

  it('paired: who was left goes to the front, or to idle with a break', () => {
    expect(nextPlace(paired, ended('left'), NOW).state).toMatchObject({ entry: { front: true, role: 'listen' } });
    expect(nextPlace(paired, ended('left', { takeBreak: true }), NOW).state.is).toBe('idle');
  });

  it('paired: next queues at the end, leave makes idle with the 15 s still to wait', () => {
    expect(nextPlace(paired, ended('asked', { reason: 'next' }), NOW).state).toMatchObject({ entry: { front: false } });
    expect(nextPlace(paired, ended('asked'), NOW).state).toEqual({ is: 'idle', joinFrom: 110_000 });
  });

  it('paired: who was lost is idle, who could not confirm a room waits at the back', () => {
    expect(nextPlace(paired, ended('lost'), NOW).state.is).toBe('idle');
    expect(nextPlace(paired, ended('unconfirmed'), NOW).state).toMatchObject({ entry: { front: false } });
    expect(nextPlace(paired, { type: 'gone' }, NOW).effects).toMatchObject([{ do: 'end-room' }]);
  });
});
