import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { aState } from '../../testing/scenes';
import { Page } from '../../testing/render';
import { ConnectionService, OFFLINE_AFTER_MS, TROUBLE_AFTER_MS } from './connection.service';

// RxJS waits on the platform's timers, so here they stand still too.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function alice(): { page: Page; service: ConnectionService } {
  const page = new Page(aState());
  return { page, service: TestBed.inject(ConnectionService) };
}

describe('ConnectionService', () => {
  it('connects once, however often it is asked', () => {
    const { page, service } = alice();
    service.start();
    service.start();
    expect(page.client.callsOf('start')).toHaveLength(1);
  });

  it('says nothing of a break shorter than 1.5 s', () => {
    const { page, service } = alice();
    page.client.show({ connection: { is: 'reconnecting', since: page.clock.now() } });
    jest.advanceTimersByTime(TROUBLE_AFTER_MS - 1);
    expect(service.trouble()).toBeUndefined();
    page.client.show({ connection: { is: 'live', via: 'websocket' } });
    jest.advanceTimersByTime(TROUBLE_AFTER_MS);
    expect(service.trouble()).toBeUndefined();
  });

  it('says it of a longer one, counted from where the break began', () => {
    const { page, service } = alice();
    const since = page.clock.now();
    page.client.show({ connection: { is: 'reconnecting', since } });
    page.clock.advance(1_000);
    page.client.show({ connection: { is: 'offline', since } });
    jest.advanceTimersByTime(TROUBLE_AFTER_MS - 1_000);
    expect(service.trouble()).toEqual({ is: 'offline', since });
  });

  it('says within 1.5 s that the browser is offline', () => {
    const { page, service } = alice();
    const since = page.clock.now();
    page.client.show({ connection: { is: 'offline', since } });
    jest.advanceTimersByTime(OFFLINE_AFTER_MS - 1);
    expect(service.trouble()).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(service.trouble()).toEqual({ is: 'offline', since });
    expect(OFFLINE_AFTER_MS).toBeLessThan(1_500);
  });

  it('tells the client first that there is no network where the browser says so', () => {
    const { page, service } = alice();
    const online = jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    service.start();
    online.mockRestore();
    expect(page.client.calls).toEqual([['networkChanged', false], ['start']]);
  });

  it('says at once that this page acts no more', () => {
    const { page, service } = alice();
    page.client.show({ connection: { is: 'replaced', by: 'elsewhere' } });
    expect(service.trouble()).toEqual({ is: 'replaced', by: 'elsewhere' });
  });

  it('tells the client when the network comes and goes', () => {
    const { page } = alice();
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(page.client.callsOf('networkChanged')).toEqual([[false], [true]]);
    expect(page.client.callsOf('pageVisible')).toEqual([[!document.hidden]]);
  });

  it('takes the switch for the place over from another tab of the device', () => {
    const { page } = alice();
    const switched = (key: string, newValue: string | null) =>
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    switched('hearken.device', 'hidden');
    switched('hearken.place', 'hidden');
    switched('hearken.place', null);
    expect(page.client.callsOf('setPlace')).toEqual([['hidden'], ['shown']]);
  });
});
