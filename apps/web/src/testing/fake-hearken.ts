import {
  DEFAULT_LIMITS,
  type Nonce,
  type PartReason,
  type PlaceWish,
  type ReportReason,
  type Role,
  type RoomId,
} from '@hearken/protocol';
import type { ClientState, LikeOutcome, SendOutcome, TextLine } from '../app/client/client-state';
import type { Hearken } from '../app/client/hearken-client-api';
import { aText } from './scenes';

/** What the page asked for, in order. */
export type Call = readonly [name: keyof Hearken, ...args: readonly unknown[]];

/** The state of a client that has just been made. */
export const FRESH: ClientState = {
  connection: { is: 'starting' },
  person: { is: 'unknown' },
  conversations: [],
  announcements: [],
  notices: [],
  limits: DEFAULT_LIMITS,
  isTakingBreak: false,
  storage: 'disk',
  thanksReceived: 0,
  isServerVolatile: false,
  serverAheadMs: 0,
};

/**
 * A client that a test or the preview plays: `show` sets what the page sees, `calls` holds what it asked for. It does
 * nothing by itself but show an own text at once. To script more, overwrite a method.
 */
export class FakeHearken implements Hearken {
  readonly calls: Call[] = [];
  /** What `send` answers. */
  outcome: (text: string) => Promise<SendOutcome> = () => Promise.resolve({ ok: true, nonce: 'nonce-of-a-new-text' });
  private readonly listeners = new Set<(state: ClientState) => void>();

  constructor(public state: ClientState = FRESH) {}

  /** Changes what the page sees. */
  show(change: Partial<ClientState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener(this.state);
  }

  /** The arguments of each call of one method. */
  callsOf(name: keyof Hearken): readonly (readonly unknown[])[] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }

  subscribe(listener: (state: ClientState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  send(text: string, replyTo?: Nonce): Promise<SendOutcome> {
    this.calls.push(['send', text, ...(replyTo === undefined ? [] : [replyTo])]);
    const last = this.state.conversations.at(-1);
    if (last?.open === true) {
      const line = aText({ text, isMine: true, at: Date.now(), label: { is: 'sending' } });
      const shown = { ...last, lines: [...last.lines, line] };
      this.show({ conversations: [...this.state.conversations.slice(0, -1), shown] });
    }
    return this.outcome(text);
  }

  start = (): void => this.note('start');
  stop = (): void => this.note('stop');
  join = (role: Role, widen?: boolean): void => this.note('join', role, ...(widen === undefined ? [] : [widen]));
  widen = (): void => this.note('widen');
  cancel = (): void => this.note('cancel');
  like = (target: Nonce, isLiked: boolean): Promise<LikeOutcome> => {
    this.note('like', target, isLiked);
    this.showLine(target, { isLiked });
    return Promise.resolve('stored');
  };
  retry = (nonce: Nonce): void => this.note('retry', nonce);
  setTyping = (isTyping: boolean): void => this.note('setTyping', isTyping);
  saveDraft = (text: string, replyTo?: Nonce): void =>
    this.note('saveDraft', text, ...(replyTo === undefined ? [] : [replyTo]));
  touched = (): void => this.note('touched');
  thank = (roomId: RoomId): void => {
    this.note('thank', roomId);
    this.show({
      conversations: this.state.conversations.map((one) => (one.roomId === roomId ? { ...one, thanks: 'given' } : one)),
    });
  };
  next = (because?: PartReason, note?: string): void => this.note('next', because, note);
  leave = (because?: PartReason, note?: string): void => this.note('leave', because, note);
  block = (roomId: RoomId, because?: PartReason, note?: string): void => this.note('block', roomId, because, note);
  report = (roomId: RoomId, reason: ReportReason, note?: string): void => this.note('report', roomId, reason, note);
  deleteConversation = (roomId: RoomId): void => this.note('deleteConversation', roomId);
  setTakeBreak = (isTakingBreak: boolean): void => {
    this.note('setTakeBreak', isTakingBreak);
    this.show({ isTakingBreak });
  };
  setPlace = (place: PlaceWish['is']): void => {
    this.note('setPlace', place);
    this.show({ place });
  };
  forgetDevice = (): void => this.note('forgetDevice');
  takeOver = (): void => this.note('takeOver');
  reconnectNow = (): void => this.note('reconnectNow');
  pageVisible = (isVisible: boolean): void => this.note('pageVisible', isVisible);
  pageClosing = (): void => this.note('pageClosing');
  networkChanged = (isOnline: boolean): void => this.note('networkChanged', isOnline);
  dismissConversation = (roomId: RoomId): void => {
    this.note('dismissConversation', roomId);
    this.show({ conversations: this.state.conversations.filter((other) => other.roomId !== roomId) });
  };
  dismissNotice = (id: number): void => {
    this.note('dismissNotice', id);
    this.show({ notices: this.state.notices.filter((notice) => notice.id !== id) });
  };
  dismissAnnouncement = (id: number): void => this.note('dismissAnnouncement', id);

  /** Changes a text of the conversation shown last. */
  showLine(nonce: Nonce, change: Partial<TextLine>): void {
    const last = this.state.conversations.at(-1);
    if (last === undefined) return;
    const lines = last.lines.map((line) =>
      line.kind === 'text' && line.nonce === nonce ? { ...line, ...change } : line,
    );
    this.show({ conversations: [...this.state.conversations.slice(0, -1), { ...last, lines }] });
  }

  private note(...call: Call): void {
    this.calls.push(call);
  }
}
