import { describe, expect, it } from '@jest/globals';
import { FRESH } from '../../testing/fake-hearken';
import { aConversation, aState, aText, anEvent, myText, talking } from '../../testing/scenes';
import { newRoom, newTexts } from './arrivals';

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
