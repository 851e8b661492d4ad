import type { PersonState, Registered, RoomId } from '@hearken/protocol';
import type { DeviceStore, PlaceSwitch, TabRecord, TabStore } from '../../app/client/browser-stores';
import type { ConversationView, TextLine } from '../../app/client/client-state';
import { HearkenClient } from '../../app/client/hearken-client';
import type { ClientOptions } from '../../app/client/hearken-client-api';
import { MemoryConversationStore, MemoryDisk } from '../../app/conversation/memory-conversation-store';
import { FakeClock, settled } from './fake-clock';
import { ScriptedTransport, type ScriptedLink } from './scripted-transport';
import { registered } from './wire';

/** What survives a page: its disk, sessionStorage and localStorage. */
export class Browser {
  readonly disk = new MemoryDisk();
  readonly clock = new FakeClock();
  tab: TabRecord | undefined;
  device: string | undefined;
  place: ReturnType<PlaceSwitch['read']> = 'shown';
  utcOffsetMinutes = 60;
  #minted = 0;

  /** Loads a page. A second one with `tab` copied is a duplicated tab. */
  load(options: Partial<ClientOptions> = {}, tab: { record: TabRecord | undefined } = this.#ownTab()): Page {
    return new Page(this, options, tab);
  }

  /** A copy of this tab's sessionStorage, for a duplicate. */
  duplicateTab(): { record: TabRecord | undefined } {
    return { record: this.tab };
  }

  mint(length: number): string {
    this.#minted += 1;
    return `id${String(this.#minted)}`.padEnd(length, '-');
  }

  #ownTab(): { record: TabRecord | undefined } {
    const own = { record: this.tab };
    return new Proxy(own, {
      set: (target, name, value: TabRecord) => {
        if (name === 'record') this.tab = target.record = value;
        return true;
      },
    });
  }
}

/** A client on scripted parts. The test plays the server. */
export class Page {
  readonly transport: ScriptedTransport;
  readonly client: HearkenClient;
  readonly faults: unknown[] = [];

  constructor(
    readonly browser: Browser,
    options: Partial<ClientOptions>,
    tab: { record: TabRecord | undefined },
  ) {
    this.transport = new ScriptedTransport(browser.clock);
    const tabStore: TabStore = {
      read: () => tab.record,
      write: (record) => {
        tab.record = record;
      },
    };
    const device: DeviceStore = {
      read: () => browser.device,
      write: (key) => {
        browser.device = key;
      },
      clear: () => {
        browser.device = undefined;
      },
    };
    this.client = new HearkenClient(
      {
        transport: this.transport,
        store: new MemoryConversationStore(browser.disk, () => browser.clock.now()),
        fallbackStore: new MemoryConversationStore(new MemoryDisk()),
        tab: tabStore,
        device,
        place: {
          read: () => browser.place,
          write: (is) => {
            browser.place = is;
          },
          utcOffsetMinutes: () => browser.utcOffsetMinutes,
        },
        clock: browser.clock,
        random: { next: () => 0.5 },
        ids: { nonce: () => browser.mint(22), store: () => browser.mint(43) },
      },
      { appVersion: 'test', onFault: (error) => this.faults.push(error), ...options },
    );
  }

  get link(): ScriptedLink {
    return this.transport.link;
  }

  /** Starts, and waits until the client asks to register. */
  async start(): Promise<void> {
    this.client.start();
    await settled();
  }

  /** Starts and registers into a state. */
  async startIn(state: PersonState, change: Partial<Registered> = {}): Promise<void> {
    await this.start();
    await this.register(state, change);
  }

  /** Answers the register that waits. */
  async register(state: PersonState, change: Partial<Registered> = {}): Promise<void> {
    this.link.answer('session:register', registered(state, change));
    await settled();
  }

  /** The conversation shown last. */
  get conversation(): ConversationView {
    const last = this.client.state.conversations.at(-1);
    if (last === undefined) throw new Error('no conversation is shown');
    return last;
  }

  /** Its texts with their labels, as the person reads them. */
  get log(): readonly string[] {
    return this.logOf(this.conversation.roomId);
  }

  logOf(roomId: RoomId): readonly string[] {
    const lines = this.client.state.conversations.find((conversation) => conversation.roomId === roomId)?.lines ?? [];
    return lines.map((line) => {
      switch (line.kind) {
        case 'text':
          return describeText(line);
        case 'gap':
          return `-- gap: ${line.reason}`;
        case 'event':
          return `-- ${line.event}`;
        case 'announcement':
          return `-- operators: ${line.text}`;
      }
    });
  }
}

function describeText({ isMine, text, label, isLiked }: TextLine): string {
  const why = label?.is === 'failed' ? ` (${label.why})` : '';
  return `${isMine ? 'alice' : 'bob'}: ${text}${label === undefined ? '' : ` [${label.is}${why}]`}${isLiked ? ' ♥' : ''}`;
}
