import type { Clock, Ids } from '../connection/ports';
import { SocketTransport, answersHttp } from '../connection/socket-transport';
import { IdbConversationStore } from '../conversation/idb-conversation-store';
import { MemoryConversationStore, MemoryDisk } from '../conversation/memory-conversation-store';
import { HearkenClient } from './hearken-client';
import type { ClientOptions, Hearken } from './hearken-client-api';
import { WebDeviceStore, WebPlaceSwitch, WebTabStore } from './web-storage';

/** How the page's client is set up. */
export interface BrowserClientOptions extends ClientOptions {
  /** Origin of the server; the page's own by default. */
  readonly url?: string;
}

/** Bytes of a nonce and of the longer ids; base64url makes 22 and 43 characters of them. */
const NONCE_BYTES = 16;
const ID_BYTES = 32;

/** The client with everything a browser gives it. Connects on `start()`. */
export function createBrowserClient({ url, ...options }: BrowserClientOptions): Hearken {
  const clock: Clock = {
    now: () => Date.now(),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (handle) => {
      clearTimeout(handle as ReturnType<typeof setTimeout>);
    },
  };
  const ids: Ids = { nonce: () => randomId(NONCE_BYTES), store: () => randomId(ID_BYTES) };
  const probe = (timeoutMs: number): Promise<boolean> => answersHttp(url ?? '', timeoutMs);
  return new HearkenClient(
    {
      transport: new SocketTransport({ clock, probe, ...(url === undefined ? {} : { url }) }),
      store: new IdbConversationStore(() => Date.now()),
      fallbackStore: new MemoryConversationStore(new MemoryDisk(), () => Date.now()),
      tab: new WebTabStore(() => sessionStorage),
      device: new WebDeviceStore(() => localStorage),
      place: new WebPlaceSwitch(() => localStorage),
      clock,
      random: { next: () => Math.random() },
      ids,
    },
    {
      onFault: (error) => {
        console.error('hearken: unexpected fault', error);
      },
      ...options,
    },
  );
}

function randomId(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
