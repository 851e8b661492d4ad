import { describe, expect, it } from '@jest/globals';
import { apply, freshLog, like, say } from '../../testing/core/logs';
import { text } from '../../testing/core/wire';
import { isWorthSaying, likedTexts } from './likes';

const hi = text('hi');
const [withHi] = apply(freshLog(), [hi]);

describe('likes', () => {
  it('count by the last word on a text', () => {
    expect([...likedTexts(like(withHi, hi.nonce).entries)]).toEqual([hi.nonce]);
    const taken = like(like(withHi, hi.nonce), hi.nonce, 'unlike');
    expect([...likedTexts(taken.entries)]).toEqual([]);
    expect([...likedTexts(like(taken, hi.nonce).entries)]).toEqual([hi.nonce]);
  });

  it("are of the partner's texts only, whoever wrote the like", () => {
    const mine = say(freshLog(), 'mine');
    const [nonce = ''] = mine.entries.keys();
    const ofMine = text('', { kind: 'like', target: nonce, nonce: 'like-of-mine' });
    expect([...likedTexts(apply(mine, [ofMine])[0].entries)]).toEqual([nonce]);
    const ofTheirOwn = text('', { kind: 'like', target: hi.nonce, n: 2, nonce: 'like-of-own' });
    expect([...likedTexts(apply(withHi, [ofTheirOwn])[0].entries)]).toEqual([]);
  });

  it('of a text that is not here wait for it', () => {
    const ofMine = text('', { kind: 'like', target: 'nonce-of-mine---------', nonce: 'like-of-mine' });
    const [log] = apply(freshLog(), [ofMine]);
    expect([...likedTexts(log.entries)]).toEqual([]);
    expect([...likedTexts(say(log, 'mine').entries)]).toEqual(['nonce-of-mine---------']);
  });

  it('of a like say nothing', () => {
    const liked = like(withHi, hi.nonce);
    const nonce = [...liked.entries.values()].find(({ body }) => body.kind === 'like')?.nonce ?? '';
    const ofLike = text('', { kind: 'like', target: nonce, n: 2, nonce: 'like-of-like' });
    expect([...likedTexts(apply(liked, [ofLike])[0].entries)]).toEqual([hi.nonce]);
  });

  it('are worth an entry only where they change something', () => {
    const target = hi.nonce;
    const liked = like(withHi, target);
    expect(isWorthSaying(withHi.entries, { kind: 'like', target })).toBe(true);
    expect(isWorthSaying(withHi.entries, { kind: 'unlike', target })).toBe(false);
    expect(isWorthSaying(liked.entries, { kind: 'like', target })).toBe(false);
    expect(isWorthSaying(liked.entries, { kind: 'unlike', target })).toBe(true);
    const mine = say(withHi, 'mine');
    expect(isWorthSaying(mine.entries, { kind: 'like', target: 'nonce-of-mine---------' })).toBe(false);
    expect(isWorthSaying(mine.entries, { kind: 'like', target: 'nowhere' })).toBe(false);
  });
});
