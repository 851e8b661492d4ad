import { randomBytes } from 'node:crypto';
import type { Hearken } from '../../../apps/web/src/app/client/hearken-client-api';
import type { TabRecord } from '../../../apps/web/src/app/client/browser-stores';
import type { TextLine } from '../../../apps/web/src/app/client/client-state';
import { HearkenClient } from '../../../apps/web/src/app/client/hearken-client';
import { SocketTransport, answersHttp } from '../../../apps/web/src/app/connection/socket-transport';
import { MemoryConversationStore, MemoryDisk } from '../../../apps/web/src/app/conversation/memory-conversation-store';

/** The page's real client with a real socket; only its disk is memory, as Node has no IndexedDB. */
export class TalkingBrowser {
  readonly hearken: Hearken;
  /** What this person has said, in order. */
  readonly said: string[] = [];
  /** What the page did not take, for there was no conversation to say it in. */
  readonly unsaid: string[] = [];
  readonly faults: unknown[] = [];

  constructor(url: string) {
    const clock = {
      now: () => Date.now(),
      setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
      clearTimeout: (handle: unknown) => {
        clearTimeout(handle as NodeJS.Timeout);
      },
    };
    const disk = () => new MemoryConversationStore(new MemoryDisk(), () => Date.now());
    let tab: TabRecord | undefined;
    this.hearken = new HearkenClient(
      {
        transport: new SocketTransport({ url, clock, probe: (timeoutMs) => answersHttp(url, timeoutMs) }),
        store: disk(),
        fallbackStore: disk(),
        tab: { read: () => tab, write: (record) => (tab = record) },
        device: { read: () => undefined, write: () => undefined, clear: () => undefined },
        place: { read: () => 'hidden', write: () => undefined, utcOffsetMinutes: () => 0 },
        clock,
        random: { next: () => Math.random() },
        ids: {
          nonce: () => randomBytes(16).toString('base64url'),
          store: () => randomBytes(32).toString('base64url'),
        },
      },
      { appVersion: 'bench', onFault: (fault) => this.faults.push(fault) },
    );
  }

  get isLive(): boolean {
    return this.hearken.state.connection.is === 'live';
  }

  get isTalking(): boolean {
    return this.isLive && this.hearken.state.person.is === 'paired';
  }

  /** The place in the line, from 1; undefined for who does not wait. */
  get position(): number | undefined {
    const { person } = this.hearken.state;
    return person.is === 'queued' ? person.position : undefined;
  }

  /** The open conversation, or the last one. */
  get conversation(): Hearken['state']['conversations'][number] | undefined {
    return this.hearken.state.conversations.findLast(({ open }) => open) ?? this.hearken.state.conversations.at(-1);
  }

  say(text: string): void {
    this.said.push(text);
    void this.hearken.send(text).then(({ ok }) => {
      if (!ok) this.unsaid.push(text);
    });
  }

  /** What this person was told that the partner will not read: the conversation had ended. */
  get failed(): readonly string[] {
    const failed = this.texts.filter(({ isMine, label }) => isMine && label?.is === 'failed');
    return [...this.unsaid, ...failed.map(({ text }) => text)];
  }

  get texts(): readonly TextLine[] {
    return textsOf(this.conversation);
  }

  get heard(): readonly string[] {
    return this.texts.filter(({ isMine }) => !isMine).map(({ text }) => text);
  }

  /** What was said in a conversation that may have ended, as far as it is still on the screen. */
  textsIn(roomId: string | undefined): readonly TextLine[] {
    return textsOf(this.hearken.state.conversations.find((conversation) => conversation.roomId === roomId));
  }

  get gaps(): number {
    return (this.conversation?.lines ?? []).filter(({ kind }) => kind === 'gap').length;
  }

  /** Everything said is known to be with the partner. */
  get isQuiet(): boolean {
    const own = this.texts.filter(({ isMine }) => isMine);
    return own.length === this.said.length && own.every(({ label }) => label?.is === 'delivered');
  }
}

function textsOf(conversation: TalkingBrowser['conversation']): readonly TextLine[] {
  return (conversation?.lines ?? []).filter((line) => line.kind === 'text');
}
