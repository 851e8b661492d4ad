import { describe, expect, it } from '@jest/globals';
import { WebDeviceStore, WebPlaceSwitch, WebTabStore, type WebStorage } from './web-storage';

class FakeStorage implements WebStorage {
  readonly held = new Map<string, string>();
  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.held.set(key, value);
  }
  removeItem(key: string): void {
    this.held.delete(key);
  }
}

const forbidden = (): WebStorage => {
  throw new DOMException('no', 'SecurityError');
};

describe('WebTabStore', () => {
  it('keeps the record across a reload', () => {
    const storage = new FakeStorage();
    new WebTabStore(() => storage).write({ storeKey: 'key', role: 'vent' });
    expect(new WebTabStore(() => storage).read()).toEqual({ storeKey: 'key', role: 'vent' });
  });

  it.each(['', 'no json', 'null', '{"storeKey":7}'])('takes %j for nothing', (text) => {
    const storage = new FakeStorage();
    storage.setItem('hearken.tab', text);
    expect(new WebTabStore(() => storage).read()).toBeUndefined();
  });

  it('keeps it for the life of the page where the browser forbids storage', () => {
    const store = new WebTabStore(forbidden);
    expect(store.read()).toBeUndefined();
    store.write({ storeKey: 'key' });
    expect(store.read()).toEqual({ storeKey: 'key' });
  });
});

describe('WebDeviceStore', () => {
  it('keeps and forgets the key', () => {
    const storage = new FakeStorage();
    new WebDeviceStore(() => storage).write('device');
    expect(new WebDeviceStore(() => storage).read()).toBe('device');
    new WebDeviceStore(() => storage).clear();
    expect(new WebDeviceStore(() => storage).read()).toBeUndefined();
  });

  it('keeps it for the life of the page where the browser forbids storage', () => {
    const store = new WebDeviceStore(forbidden);
    store.write('device');
    expect(store.read()).toBe('device');
    store.clear();
    expect(store.read()).toBeUndefined();
  });
});

describe('WebPlaceSwitch', () => {
  it('is on until it is switched off, and stays so in every tab of the device', () => {
    const storage = new FakeStorage();
    const place = new WebPlaceSwitch(() => storage);
    expect(place.read()).toBe('shown');
    place.write('hidden');
    expect(storage.held).toEqual(new Map([['hearken.place', 'hidden']]));
    expect(new WebPlaceSwitch(() => storage).read()).toBe('hidden');
    place.write('shown');
    expect(storage.held.size).toBe(0);
    expect(place.read()).toBe('shown');
  });

  it('I10: stays off for the life of the page where the browser forbids storage', () => {
    const place = new WebPlaceSwitch(forbidden);
    place.write('hidden');
    expect(place.read()).toBe('hidden');
  });

  it('tells the clock of the device', () => {
    expect(new WebPlaceSwitch(forbidden).utcOffsetMinutes() + new Date().getTimezoneOffset()).toBe(0);
  });
});
