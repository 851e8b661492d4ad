import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { App } from '../app';
import type { ClientState } from '../client/client-state';
import { aPlace, aState, anEnded, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';

afterEach(() => {
  document.body.replaceChildren();
});

async function open(state: ClientState): Promise<{ page: Page; drawn: Drawn<App> }> {
  const page = new Page(state);
  const drawn = await page.draw(App);
  await TestBed.inject(Router).navigateByUrl('/vent');
  await drawn.settle();
  return { page, drawn };
}

function dialogName(drawn: Drawn<App>): string | undefined {
  return drawn.find('dialog .modal-heading')?.textContent;
}

describe('help from the chat', () => {
  it.each([
    ['while waiting', aState({ person: aPlace() })],
    ['in a conversation', talking()],
    ['after one', aState({ conversations: [anEnded()] })],
  ])('is one tap away %s, over the page', async (_, state) => {
    const { page, drawn } = await open(state);
    await drawn.press('Help now');
    expect(dialogName(drawn)).toBe('Help now');
    await drawn.press('Close');
    expect(drawn.find('dialog')).toBeNull();
    expect(page.path).toBe('/vent');
  });

  it("is in the conversation's menu, and the conversation goes on", async () => {
    const { page, drawn } = await open(talking());
    drawn.button('Settings').focus();
    await drawn.press('Settings');
    await drawn.press('In danger? Who can help now');
    expect(drawn.all('dialog')).toHaveLength(1);
    expect(dialogName(drawn)).toBe('Help now');
    expect(page.path).toBe('/vent');
    expect(page.client.callsOf('leave')).toEqual([]);
    await drawn.press('Close');
    expect(document.activeElement).toBe(drawn.button('Settings'));
  });

  it('is beside the place in line, and the place is kept', async () => {
    const { page, drawn } = await open(aState({ person: aPlace() }));
    await drawn.press('In danger? Who can help now');
    expect(dialogName(drawn)).toBe('Help now');
    expect(page.client.callsOf('cancel')).toEqual([]);
  });
});
