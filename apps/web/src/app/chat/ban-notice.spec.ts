import { describe, expect, it } from '@jest/globals';
import type { BanNotice } from '@hearken/protocol';
import { TestBed } from '@angular/core/testing';
import { BanNoticePanel } from './ban-notice';
import { SEND_APPEAL, type SendAppeal } from './send-appeal';

const BAN: BanNotice = { reason: 'Be kind.', appeal: { is: 'possible', ticket: 'ticket' } };

async function show(ban: BanNotice, post: SendAppeal = () => Promise.resolve('sent')) {
  TestBed.configureTestingModule({ providers: [{ provide: SEND_APPEAL, useValue: post }] });
  const fixture = TestBed.createComponent(BanNoticePanel);
  fixture.componentRef.setInput('ban', ban);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  return {
    text: () => element.textContent,
    field: () => element.querySelector('textarea'),
    write: async (words: string) => {
      const field = element.querySelector('textarea');
      if (field !== null) field.value = words;
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await fixture.whenStable();
      await fixture.whenStable();
    },
  };
}

describe('somebody who is banned', () => {
  it('is told why, until when, and how to say that it is a mistake', async () => {
    const expiresAt = Date.now() + 3_600_000;
    const { text, field } = await show({ ...BAN, expiresAt });
    expect(text()).toContain('Be kind.');
    expect(text()).toMatch(/It ends on /);
    expect(field()?.labels[0]?.textContent).toBe('What you want to say');
  });

  it('sends their words once', async () => {
    const posted: unknown[] = [];
    const { text, field, write } = await show(BAN, (appeal) => {
      posted.push(appeal);
      return Promise.resolve('sent');
    });
    await write('   ');
    expect(posted).toEqual([]);
    await write(' It was a joke. ');
    expect(posted).toEqual([{ ticket: 'ticket', text: 'It was a joke.' }]);
    expect(text()).toContain('Your words are with the people who run this site');
    expect(field()).toBeNull();
  });

  it('may try again where that did not arrive', async () => {
    const { text, field, write } = await show(BAN, () => Promise.resolve('failed'));
    await write('It was a joke.');
    expect(text()).toContain('did not arrive');
    expect(field()?.value).toBe('It was a joke.');
  });

  it('is told the answer', async () => {
    const { text, field } = await show({ reason: 'x', appeal: { is: 'kept', note: 'We talked about it.' } });
    expect(text()).toContain('This has no end date.');
    expect(text()).toContain('We talked about it.');
    expect(field()).toBeNull();
  });
});
