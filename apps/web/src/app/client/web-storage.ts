import type { PlaceWish } from '@hearken/protocol';
import type { DeviceStore, PlaceSwitch, TabRecord, TabStore } from './browser-stores';

const TAB_KEY = 'hearken.tab';
const DEVICE_KEY = 'hearken.device';
/** Where the switch for the place is kept: `hidden`, or nothing. */
export const PLACE_KEY = 'hearken.place';

/** What is needed of `sessionStorage` and `localStorage`. */
export type WebStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A {@link TabStore} on sessionStorage. A browser may forbid it (private mode, blocked cookies): then the record lives
 * as long as the page.
 *
 * @param storage read at each use, because merely naming it may throw
 */
export class WebTabStore implements TabStore {
  #record: TabRecord | undefined;

  constructor(private readonly storage: () => WebStorage) {}

  read(): TabRecord | undefined {
    this.#record ??= parseTab(quietly(() => this.storage().getItem(TAB_KEY)) ?? null);
    return this.#record;
  }

  write(record: TabRecord): void {
    this.#record = record;
    quietly(() => {
      this.storage().setItem(TAB_KEY, JSON.stringify(record));
    });
  }
}

/** A {@link DeviceStore} on localStorage, under the same conditions. */
export class WebDeviceStore implements DeviceStore {
  #key: string | undefined;

  constructor(private readonly storage: () => WebStorage) {}

  read(): string | undefined {
    return quietly(() => this.storage().getItem(DEVICE_KEY)) ?? this.#key;
  }

  write(key: string): void {
    this.#key = key;
    quietly(() => {
      this.storage().setItem(DEVICE_KEY, key);
    });
  }

  clear(): void {
    this.#key = undefined;
    quietly(() => {
      this.storage().removeItem(DEVICE_KEY);
    });
  }
}

/** A {@link PlaceSwitch} on localStorage and the browser's clock, under the same conditions. */
export class WebPlaceSwitch implements PlaceSwitch {
  #is: PlaceWish['is'] = 'shown';

  constructor(private readonly storage: () => WebStorage) {}

  read(): PlaceWish['is'] {
    // What was chosen on this page holds also where nothing can be kept.
    return quietly(() => this.storage().getItem(PLACE_KEY)) === 'hidden' ? 'hidden' : this.#is;
  }

  write(is: PlaceWish['is']): void {
    this.#is = is;
    quietly(() => {
      if (is === 'hidden') this.storage().setItem(PLACE_KEY, is);
      else this.storage().removeItem(PLACE_KEY);
    });
  }

  utcOffsetMinutes(): number {
    return -new Date().getTimezoneOffset();
  }
}

function parseTab(text: string | null): TabRecord | undefined {
  const value = quietly((): unknown => (text === null ? undefined : JSON.parse(text)));
  const isRecord =
    typeof value === 'object' && value !== null && 'storeKey' in value && typeof value.storeKey === 'string';
  return isRecord ? (value as TabRecord) : undefined;
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
