import { afterEach, describe, expect, it } from '@jest/globals';
import { NOTE_MAX } from '@hearken/protocol';
import { aState, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { PartDialog, type Parting } from './part-dialog';
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
    expect(said).toEqual([{}]);
  });

  it('leaves with a reason and a note', async () => {
    const { drawn, said } = await parting('leave');
    drawn.all('input[type=radio]')[2]?.click();
    const note = drawn.get('textarea') as HTMLTextAreaElement;
    note.value = ' Good night ';
    note.dispatchEvent(new Event('input'));
    await drawn.settle();
    await drawn.press('Leave');
    expect(said).toEqual([{ because: 'have-to-go', note: 'Good night' }]);
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
});
