import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { App } from '../app';
import type { ClientState } from '../client/client-state';
import { FRESH } from '../../testing/fake-hearken';
import { aConversation, aPlace, aState, aText, anEnded, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';

afterEach(() => {
  document.body.replaceChildren();
});

/** Alice's page, opened at an address. */
async function open(address: string, state: ClientState): Promise<{ page: Page; drawn: Drawn<App> }> {
  const page = new Page(state);
  const drawn = await page.draw(App);
  await goTo(drawn, address);
  return { page, drawn };
}

async function goTo(drawn: Drawn<App>, address: string): Promise<void> {
  await TestBed.inject(Router).navigateByUrl(address);
  await drawn.settle();
}

describe('ChatPage', () => {
  describe('opened at an address', () => {
    it('registers, and joins that queue once it is known where alice is', async () => {
      const { page, drawn } = await open('/listen', FRESH);
      expect(page.client.callsOf('start')).toHaveLength(1);
      expect(page.client.callsOf('join')).toHaveLength(0);
      expect(drawn.words).toContain('Connecting…');
      page.client.show(aState());
      expect(page.client.callsOf('join')).toEqual([['listen']]);
    });

    it('goes on in an open conversation, at the address of its role', async () => {
      const { page } = await open('/listen', talking());
      expect(page.client.callsOf('join')).toHaveLength(0);
      expect(page.path).toBe('/vent');
    });

    it('shows the old log to whoever comes back too late, and joins on one tap', async () => {
      const end = { reason: 'partner-lost', by: 'system', at: 0, wasAwayTooLong: true } as const;
      const { page, drawn } = await open('/vent', aState({ conversations: [anEnded({ end })] }));
      expect(page.client.callsOf('join')).toHaveLength(0);
      expect(drawn.words).toContain('You were away too long');
      expect(drawn.find('[role=log]')).not.toBeNull();
      await drawn.press('Find a listener');
      expect(page.client.callsOf('join')).toEqual([['vent']]);
    });
  });

  describe('while waiting', () => {
    it('asks before giving up a place for another role, and moves', async () => {
      const { page, drawn } = await open('/vent', aState({ person: aPlace() }));
      await drawn.press('listen');
      expect(drawn.get('dialog').textContent).toContain('Wait to listen instead?');
      expect(page.client.callsOf('join')).toHaveLength(0);
      await drawn.press('Change');
      expect(page.client.callsOf('join')).toEqual([['listen']]);
      expect(drawn.find('dialog')).toBeNull();
    });

    it('goes back to the old address when alice keeps her place', async () => {
      const { page, drawn } = await open('/vent', aState({ person: aPlace() }));
      await drawn.press('listen');
      await drawn.press('Keep my place');
      expect(page.path).toBe('/vent');
      expect(drawn.find('dialog')).toBeNull();
      expect(page.client.callsOf('join')).toHaveLength(0);
    });

    it('goes to the start page when alice waits no longer', async () => {
      const { page, drawn } = await open('/vent', aState({ person: aPlace() }));
      await drawn.press('Stop waiting');
      await drawn.settle();
      expect(page.client.callsOf('cancel')).toHaveLength(1);
      expect(page.path).toBe('/');
    });
  });

  describe('in a conversation', () => {
    it('brings the focus into the composer on pairing', async () => {
      const { page, drawn } = await open('/vent', aState({ person: aPlace() }));
      page.client.show(talking());
      await drawn.settle();
      expect(document.activeElement).toBe(drawn.get('textarea'));
    });

    it('brings it back when the connection is, unless alice does something else', async () => {
      const { page, drawn } = await open('/vent', talking());
      (document.activeElement as HTMLElement).blur();
      page.client.show({ connection: { is: 'offline', since: 0 } });
      await drawn.settle();
      page.client.show({ connection: { is: 'live', via: 'websocket' } });
      await drawn.settle();
      expect(document.activeElement).toBe(drawn.get('textarea'));
      drawn.button('Settings').focus();
      page.client.show({ connection: { is: 'offline', since: 0 } });
      await drawn.settle();
      page.client.show({ connection: { is: 'live', via: 'polling' } });
      await drawn.settle();
      expect(document.activeElement).toBe(drawn.button('Settings'));
    });

    it('shows the partner, and counts down while they come back', async () => {
      const page = new Page(FRESH);
      const conversation = aConversation();
      const presence = { is: 'reconnecting', until: page.clock.now() + 8_000 } as const;
      page.client.show(talking({ ...conversation, partner: { ...conversation.partner, presence } }));
      const drawn = await page.draw(App);
      await goTo(drawn, '/vent');
      expect(drawn.get('.presence').textContent).toContain('Reconnecting… 8');
    });

    it('does not claim that the partner is there while this page itself is cut off', async () => {
      const { page, drawn } = await open('/vent', talking());
      expect(drawn.get('.presence').textContent.trim()).toBe('Here');
      page.client.show({ connection: { is: 'reconnecting', since: 0 } });
      await drawn.settle();
      expect(drawn.get('.presence').textContent.trim()).toBe('Unknown');
      page.client.show({ connection: { is: 'live', via: 'websocket' } });
      await drawn.settle();
      expect(drawn.get('.presence').textContent.trim()).toBe('Here');
    });

    it('leaves after a confirm, with what was said', async () => {
      const { page, drawn } = await open('/vent', talking());
      await drawn.press('Leave');
      expect(page.client.callsOf('leave')).toHaveLength(0);
      drawn.get('dialog form').dispatchEvent(new Event('submit', { cancelable: true }));
      await drawn.settle();
      expect(page.client.callsOf('leave')).toEqual([[undefined, undefined]]);
      expect(drawn.find('dialog')).toBeNull();
    });

    it('lets alice take back a new partner that is not due yet', async () => {
      const { page, drawn } = await open('/vent', talking());
      page.client.show({ pending: { act: 'next', until: page.clock.now() + 9_000 } });
      await drawn.settle();
      drawn.button('Stay here').focus();
      expect(drawn.words).toContain('You will meet somebody new in 9 s');
      await drawn.press('Stay here');
      expect(page.client.callsOf('cancel')).toHaveLength(1);
      // The button goes with what it answers.
      expect(document.activeElement).toBe(drawn.get('textarea'));
    });

    it('lets alice write on when she has said that she is here', async () => {
      const { page, drawn } = await open('/vent', talking({ ...aConversation(), isAsked: true }));
      drawn.button('I am here').focus();
      await drawn.press('I am here');
      expect(page.client.callsOf('touched')).not.toEqual([]);
      expect(document.activeElement).toBe(drawn.get('textarea'));
    });

    it('closes a question about a conversation that has ended meanwhile', async () => {
      const { page, drawn } = await open('/vent', talking());
      await drawn.press('Leave');
      page.client.show(aState({ conversations: [anEnded()], person: aPlace() }));
      await drawn.settle();
      expect(drawn.find('dialog')).toBeNull();
    });

    it('asks nothing of the next conversation that was asked of the one before', async () => {
      const { page, drawn } = await open('/vent', talking());
      await drawn.press('Leave');
      const next = { ...aConversation(), roomId: 'room-2' };
      page.client.show(talking(next, { conversations: [anEnded(), next] }));
      await drawn.settle();
      expect(drawn.find('dialog')).toBeNull();
    });

    it('asks before the page is closed, and only then', async () => {
      const { page, drawn } = await open('/vent', talking());
      const close = (): boolean => dispatchEvent(new Event('beforeunload', { cancelable: true }));
      expect(close()).toBe(false);
      page.client.show(aState({ conversations: [anEnded()] }));
      await drawn.settle();
      expect(close()).toBe(true);
    });
  });

  describe('after it', () => {
    it('keeps the old conversation above the search, and the new one below it', async () => {
      const old = anEnded({ lines: [aText({ text: 'Old words' })] });
      const { page, drawn } = await open('/vent', aState({ conversations: [old], person: aPlace() }));
      expect(drawn.words).toContain('Old words');
      expect(drawn.words).toContain('Looking for somebody new');
      page.client.show(talking(aConversation(), { conversations: [old, aConversation()] }));
      await drawn.settle();
      expect(drawn.words).toContain('Old words');
      expect(drawn.words).toContain('New conversation');
    });

    it('keeps what was still being written, also when the next conversation has its own draft', async () => {
      const old = anEnded({ draft: 'I also wanted to' });
      const { page, drawn } = await open('/vent', aState({ conversations: [old], person: aPlace() }));
      page.client.show(talking(aConversation(), { conversations: [{ ...old, draft: '' }, aConversation()] }));
      await drawn.settle();
      expect(drawn.get('.draft').textContent).toContain('I also wanted to');
    });

    it('clears it after a confirm', async () => {
      const old = anEnded();
      const { page, drawn } = await open('/vent', aState({ conversations: [old], person: aPlace() }));
      await drawn.press('Clear this conversation');
      await drawn.press('Clear');
      expect(page.client.callsOf('dismissConversation')).toEqual([[old.roomId]]);
      expect(drawn.find('[role=log]')).toBeNull();
    });
  });

  it.each([
    [{ is: 'replaced', by: 'tab' }, 'Hearken goes on elsewhere', 'Use it here', 'takeOver'],
    [{ is: 'refused' }, 'Something is wrong on our side', 'Try now', 'reconnectNow'],
  ] as const)('stops for %j and offers what helps', async (connection, words, action, call) => {
    const { page, drawn } = await open('/vent', talking(undefined, { connection }));
    expect(drawn.words).toContain(words);
    expect(drawn.find('textarea')).toBeNull();
    expect(drawn.findButton('Leave')).toBeUndefined();
    await drawn.press(action);
    expect(page.client.callsOf(call)).toHaveLength(1);
  });

  it('offers to reload a page that is out of date', async () => {
    const { page, drawn } = await open('/vent', talking(undefined, { connection: { is: 'outdated' } }));
    await drawn.press('Reload');
    expect(page.reloads).toBe(1);
  });
});
