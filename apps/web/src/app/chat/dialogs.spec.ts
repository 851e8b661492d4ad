import { afterEach, describe, expect, it } from '@jest/globals';
import { DeferBlockBehavior, DeferBlockState, TestBed } from '@angular/core/testing';
import { NOTE_MAX, REPORT_NOTE_MAX } from '@hearken/protocol';
import type { ConversationView } from '../client/client-state';
import { aConversation, aState, anEnded, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { SAVE_FILE } from '../ui/save-file';
import { KeepDialog } from './keep-dialog';
import { PartDialog, type Parting } from './part-dialog';
import { ReportDialog } from './report-dialog';
import type { Report } from './report-form';
import { SettingsDialog } from './settings-dialog';

afterEach(() => {
  document.body.replaceChildren();
});

async function parting(how: 'next' | 'leave', nextInMs = 0): Promise<{ drawn: Drawn<PartDialog>; said: Parting[] }> {
  const page = new Page(talking());
  const nextAt = page.clock.now() + nextInMs;
  const drawn = await page.draw(PartDialog, { how: () => how, nextAt: () => nextAt });
  const said: Parting[] = [];
  drawn.fixture.componentInstance.confirmed.subscribe((one) => said.push(one));
  return { drawn, said };
}

describe('PartDialog', () => {
  it('is a modal dialog with a name, and has the focus', async () => {
    const { drawn } = await parting('leave');
    const dialog = drawn.get('dialog') as HTMLDialogElement;
    expect(dialog.open).toBe(true);
    const heading = drawn.get(`#${dialog.getAttribute('aria-labelledby') ?? ''}`);
    expect(heading.textContent).toBe('Leave this conversation?');
    expect(document.activeElement).toBe(heading);
  });

  it('gives the focus back when it is gone', async () => {
    const before = document.createElement('button');
    document.body.append(before);
    before.focus();
    const { drawn } = await parting('leave');
    drawn.fixture.destroy();
    expect(document.activeElement).toBe(before);
  });

  it('leaves without a word', async () => {
    const { drawn, said } = await parting('leave');
    await drawn.press('Leave');
    expect(said).toEqual([{ way: 'leave' }]);
  });

  it('leaves with a reason and a note', async () => {
    const { drawn, said } = await parting('leave');
    drawn.all('input[name=because]')[2]?.click();
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = ' Good night ';
    note.dispatchEvent(new Event('input'));
    await drawn.settle();
    await drawn.press('Leave');
    expect(said).toEqual([{ way: 'leave', because: 'have-to-go', note: 'Good night' }]);
  });

  it('does not take a note that is too long', async () => {
    const { drawn, said } = await parting('leave');
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = 'x'.repeat(NOTE_MAX + 1);
    note.dispatchEvent(new Event('input'));
    await drawn.settle();
    await drawn.press('Leave');
    expect(said).toEqual([]);
    expect(drawn.words).toContain('1 character too many');
    // Heard by those who can't see why nothing happens.
    expect(document.activeElement).toBe(note);
  });

  it('offers three clearly different things, and says what each does', async () => {
    const { drawn, said } = await parting('leave');
    expect(drawn.all('.ways label').map(({ textContent }) => textContent.trim())).toEqual([
      expect.stringMatching(/^End it\s?You may meet again/),
      expect.stringMatching(/^End it and block\s?You two never meet again/),
      expect.stringMatching(/^End it and report\s?A moderator reads it/),
    ]);
    drawn.all('input[name=way]')[1]?.click();
    drawn.all('input[name=because]')[3]?.click();
    await drawn.settle();
    await drawn.press('Leave and block');
    expect(said).toEqual([{ way: 'block', because: 'not-a-match' }]);
  });

  it('asks for no kind words where it is reported', async () => {
    const { drawn, said } = await parting('leave');
    drawn.all('input[name=way]')[2]?.click();
    await drawn.settle();
    expect(drawn.find('textarea')).toBeNull();
    await drawn.press('Choose why');
    expect(said).toEqual([{ way: 'report' }]);
  });

  it('shows what was written again where the mind is changed about the way', async () => {
    const { drawn, said } = await parting('leave');
    const field = (): HTMLTextAreaElement => drawn.get('textarea') as HTMLTextAreaElement;
    field().value = 'Good night';
    field().dispatchEvent(new Event('input'));
    for (const way of [2, 0]) {
      drawn.all('input[name=way]')[way]?.click();
      await drawn.settle();
    }
    expect(field().value).toBe('Good night');
    await drawn.press('Leave');
    expect(said).toEqual([{ way: 'leave', note: 'Good night' }]);
  });

  it('does not hold a report up for a note that goes nowhere', async () => {
    const { drawn, said } = await parting('leave');
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = 'x'.repeat(NOTE_MAX + 1);
    note.dispatchEvent(new Event('input'));
    drawn.all('input[name=way]')[2]?.click();
    await drawn.settle();
    await drawn.press('Choose why');
    expect(said).toEqual([{ way: 'report' }]);
  });

  it('has no ways where somebody new is wanted', async () => {
    const { drawn, said } = await parting('next');
    expect(drawn.find('.ways')).toBeNull();
    await drawn.press('New partner');
    expect(said).toEqual([{}]);
  });

  it('says how long a new partner takes', async () => {
    const { drawn } = await parting('next', 12_000);
    expect(drawn.words).toContain('Possible in 12 s');
  });

  it('stays on Escape', async () => {
    const { drawn, said } = await parting('next');
    let stayed = 0;
    drawn.fixture.componentInstance.stayed.subscribe(() => stayed++);
    drawn.get('dialog').dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(stayed).toBe(1);
    expect(said).toEqual([]);
  });
});

describe('ReportDialog', () => {
  async function reporting(conversation: ConversationView): Promise<{ drawn: Drawn<ReportDialog>; said: Report[] }> {
    const drawn = await new Page(aState()).draw(ReportDialog, { conversation: () => conversation });
    const said: Report[] = [];
    drawn.fixture.componentInstance.reported.subscribe((one) => said.push(one));
    return { drawn, said };
  }

  it('is sent by one tap on a reason, with a few words if there are any', async () => {
    const { drawn, said } = await reporting(aConversation());
    expect(drawn.words).toContain('The conversation ends. They see that you left, nothing else.');
    await drawn.press('Insults, hate or pressure');
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = ' from the first word on ';
    note.dispatchEvent(new Event('input'));
    await drawn.settle();
    await drawn.press('May be under 18');
    expect(said).toEqual([{ reason: 'harassment' }, { reason: 'under-18', note: 'from the first word on' }]);
  });

  it('does not take words that are too long', async () => {
    const { drawn, said } = await reporting(aConversation());
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = 'x'.repeat(REPORT_NOTE_MAX + 2);
    note.dispatchEvent(new Event('input'));
    await drawn.settle();
    await drawn.press('Something else');
    expect(said).toEqual([]);
    expect(drawn.words).toContain('2 characters too many');
    expect(document.activeElement).toBe(note);
  });

  it('says what of a deleted conversation is shown', async () => {
    const end = { reason: 'deleted', by: 'partner', at: 0, wasAwayTooLong: false, deleted: 'partner' } as const;
    const { drawn } = await reporting(anEnded({ end }));
    expect(drawn.words).toContain('a moderator is shown what this browser still holds');
    expect(drawn.words).not.toContain('The conversation ends.');
  });
});

describe('KeepDialog', () => {
  it('saves the conversation as text and as a page', async () => {
    const saved: [string, string, string][] = [];
    const save = (...file: [string, string, string]): number => saved.push(file);
    const page = new Page(aState(), { providers: [{ provide: SAVE_FILE, useValue: save }] });
    const conversation = anEnded();
    const drawn = await page.draw(KeepDialog, { conversation: () => conversation });
    await drawn.press('As text');
    await drawn.press('As a web page');
    expect(saved.map(([name, type]) => [name.replace(/.*\./, ''), type])).toEqual([
      ['txt', 'text/plain;charset=utf-8'],
      ['html', 'text/html;charset=utf-8'],
    ]);
    expect(saved[0]?.[2]).toContain('Listener: Hello');
    expect(saved[1]?.[2]).toMatch(/^<!doctype html>/);
    expect(drawn.get('[role=status]').textContent).toContain(saved[1]?.[0]);
  });
});

describe.each([
  ['ReportDialog', ReportDialog, 'What is wrong?', 'Go back'],
  ['KeepDialog', KeepDialog, 'Keep a copy', 'Done'],
] as const)('%s on a slow line', (_, Dialog, heading, back) => {
  async function opened(part: DeferBlockState): Promise<{ page: Page; drawn: Drawn<ReportDialog | KeepDialog> }> {
    const page = new Page(aState());
    TestBed.configureTestingModule({ deferBlockBehavior: DeferBlockBehavior.Manual });
    const drawn = await page.draw<ReportDialog | KeepDialog>(Dialog, { conversation: () => aConversation() });
    for (const block of await drawn.fixture.getDeferBlocks()) await block.render(part);
    return { page, drawn };
  }

  it('is there at once, has the focus, and goes away again', async () => {
    const { drawn } = await opened(DeferBlockState.Loading);
    expect(document.activeElement).toBe(drawn.get('.modal-heading'));
    expect(document.activeElement?.textContent).toBe(heading);
    expect(drawn.get('[role=status]').textContent).toBe('Loading…');
    let closed = 0;
    drawn.fixture.componentInstance.closed.subscribe(() => closed++);
    await drawn.press(back);
    expect(closed).toBe(1);
  });

  it('says that its part is missing, and reloads', async () => {
    const { page, drawn } = await opened(DeferBlockState.Error);
    expect(drawn.get('[role=alert]').textContent).toContain('could not be loaded');
    await drawn.press('Reload');
    expect(page.reloads).toBe(1);
    expect(drawn.findButton(back)).toBeDefined();
  });
});

describe('SettingsDialog', () => {
  it('switches taking a break', async () => {
    const page = new Page(aState());
    const drawn = await page.draw(SettingsDialog);
    drawn.all('[role=switch]')[0]?.click();
    await drawn.settle();
    expect(page.client.callsOf('setTakeBreak')).toEqual([[true]]);
    expect((drawn.all('[role=switch]')[0] as HTMLInputElement).checked).toBe(true);
  });

  it('switches the sound, and lets it be heard', async () => {
    const page = new Page(aState());
    const drawn = await page.draw(SettingsDialog);
    drawn.all('[role=switch]')[1]?.click();
    await drawn.settle();
    expect(page.signals.tones).toBe(1);
    expect(page.settings.get('hearken.settings')).toBe('sound');
  });

  it('switches notifications only when the browser allows them', async () => {
    const page = new Page(aState());
    page.signals.answer = 'denied';
    const drawn = await page.draw(SettingsDialog);
    drawn.all('[role=switch]')[2]?.click();
    await drawn.settle();
    expect(page.settings.get('hearken.settings')).toBe('');
    expect(drawn.words).toContain('Your browser blocks notifications for this site');
  });

  it('keeps typing to oneself from then on, with a last word that it has stopped', async () => {
    const page = new Page(aState());
    const drawn = await page.draw(SettingsDialog);
    drawn.all('[role=switch]')[3]?.click();
    await drawn.settle();
    expect(page.client.callsOf('setTyping')).toEqual([[false]]);
    expect(page.settings.get('hearken.settings')).toBe('typing-private');
  });

  it('forgets the device after a second question', async () => {
    const page = new Page(aState());
    const drawn = await page.draw(SettingsDialog);
    await drawn.press('Forget this device');
    expect(page.client.callsOf('forgetDevice')).toHaveLength(0);
    await drawn.press('Forget it');
    expect(page.client.callsOf('forgetDevice')).toHaveLength(1);
    expect(drawn.words).toContain('This device is forgotten.');
  });

  it('keeps the focus with the question about the device, and with its answer', async () => {
    const drawn = await new Page(aState()).draw(SettingsDialog);
    expect(document.activeElement).toBe(drawn.get('.modal-heading'));
    await drawn.press('Forget this device');
    expect(document.activeElement).toBe(drawn.button('Keep it'));
    await drawn.press('Keep it');
    expect(document.activeElement).toBe(drawn.button('Forget this device'));
    await drawn.press('Forget this device');
    await drawn.press('Forget it');
    expect(document.activeElement?.textContent).toContain('This device is forgotten.');
  });
});
