import { describe, expect, it } from '@jest/globals';
import { FRESH } from '../../testing/fake-hearken';
import { aConversation, aState, aText, anEvent, myText, talking } from '../../testing/scenes';
import { newLikes, newRoom, newTexts } from './arrivals';

describe('newTexts', () => {
  it("gives the partner's texts that were not there before, in the order shown", () => {
    const conversation = aConversation({ lines: [aText({ key: 'a' })] });
    const lines = [aText({ key: 'late' }), ...conversation.lines, myText('mine'), anEvent('back'), aText({ key: 'b' })];
    const next = talking({ ...conversation, lines });
    expect(newTexts(talking(conversation), next).map((line) => line.key)).toEqual(['late', 'b']);
  });

  it('gives all of a conversation that begins', () => {
    expect(newTexts(aState(), talking(aConversation({ lines: [aText(), aText()] })))).toHaveLength(2);
  });

  it('gives nothing when only labels changed', () => {
    const before = aConversation({ lines: [myText('x', { key: 'x', label: { is: 'sending' } })] });
    const after = { ...before, lines: [myText('x', { key: 'x', label: { is: 'sent' } })] };
    expect(newTexts(talking(before), talking(after))).toEqual([]);
  });
});

describe('newLikes', () => {
  const shown = (isLiked: boolean, given: { isMine?: boolean } = {}) =>
    talking(aConversation({ roomId: 'R', lines: [aText({ key: 'x', isMine: true, isLiked, ...given })] }));

  it('gives own texts that are liked now, once', () => {
    expect(newLikes(shown(false), shown(true)).map(({ key }) => key)).toEqual(['x']);
    expect(newLikes(shown(true), shown(true))).toEqual([]);
    expect(newLikes(shown(true), shown(false))).toEqual([]);
  });

  it("gives nothing for the partner's texts, nor for what a page shows when it was loaded", () => {
    expect(newLikes(shown(false, { isMine: false }), shown(true, { isMine: false }))).toEqual([]);
    expect(newLikes(FRESH, shown(true))).toEqual([]);
    expect(newLikes(aState(), shown(true))).toEqual([]);
  });

  it('is no new text: a like is not counted as unread', () => {
    expect(newTexts(shown(false), shown(true))).toEqual([]);
  });
});

describe('what the store held when the page was loaded', () => {
  it('is nothing new', () => {
    const loaded = talking(aConversation({ lines: [aText()] }));
    expect(newTexts(FRESH, loaded)).toEqual([]);
    expect(newRoom(FRESH, loaded)).toBeUndefined();
  });
});

describe('newRoom', () => {
  it('gives the conversation that was opened, once', () => {
    const conversation = aConversation();
    expect(newRoom(aState(), talking(conversation))).toBe(conversation);
    expect(newRoom(talking(conversation), talking(conversation))).toBeUndefined();
  });
});
