import type { Nonce, PartReason, PlaceWish, ReportReason, Role, RoomId } from '@hearken/protocol';
import type { Clock, Ids, Random } from '../connection/ports';
import type { ReconnectPolicy } from '../connection/reconnect-policy';
import type { Transport } from '../connection/transport';
import type { ConversationStore } from '../conversation/conversation-store';
import type { LogRules } from '../conversation/log-rules';
import type { ClientState, LikeOutcome, SendOutcome } from './client-state';
import type { DeviceStore, PlaceSwitch, TabStore } from './browser-stores';

/**
 * The one object the page talks to. It knows no Angular and no DOM. Methods say what the person wants and return at
 * once; what came of it is in `state`. All of them may be called in any state, also while offline: a wish is kept and
 * carried out on the next connection, or dropped where it makes no sense any more.
 */
export interface Hearken {
  /** The current view; replaced at every change. */
  readonly state: ClientState;
  /** Calls `listener` after each change (coalesced to one call a turn); gives back how to end it. */
  subscribe(listener: (state: ClientState) => void): () => void;

  /** Reads the store, shows what it holds, connects and registers. Once. */
  start(): void;
  /** Closes everything, for good (the simulation's crash, a test's end). Nothing acts after it. */
  stop(): void;

  /** Wants to meet somebody; while waiting: moves to the end of the other queue. */
  join(role: Role, widen?: boolean): void;
  /** While waiting: also meet people who want to talk. */
  widen(): void;
  /** No longer wants to meet anybody; withdraws a pending `next` as well. */
  cancel(): void;

  /** Says something. Fulfils when it is stored here (the composer may forget it then). Never rejects. */
  send(text: string, replyTo?: Nonce): Promise<SendOutcome>;
  /** Likes one of the partner's texts, or takes that back. Fulfils when it is stored here, or needless. Never rejects. */
  like(target: Nonce, isLiked: boolean): Promise<LikeOutcome>;
  /** Sends a refused text again, as a new text of the open conversation. */
  retry(nonce: Nonce): void;
  /** The person is writing (call at each key), or stopped; throttled here. Not called for who keeps it private. */
  setTyping(isTyping: boolean): void;
  /** The person did something at this page: a key, a tap, a scroll. Cheap; call at each. */
  touched(): void;
  /** Tells the partner of an ended conversation that it helped; once. */
  thank(roomId: RoomId): void;
  /**
   * Keeps what stands in the composer of the open conversation, and what it quotes, across a reload. Cheap; call at each
   * input.
   */
  saveDraft(text: string, replyTo?: Nonce): void;

  /** Ends the conversation to meet somebody new; done when the 15 s are over, if still wanted. */
  next(because?: PartReason, note?: string): void;
  /** Ends the conversation; idle afterwards. */
  leave(because?: PartReason, note?: string): void;
  /** Ends the conversation `roomId`, if it is open, and never meets this partner again. The partner sees a leave. */
  block(roomId: RoomId, because?: PartReason, note?: string): void;
  /**
   * Reports the conversation `roomId`, open or ended, and blocks; of a deleted one the texts that are held here go
   * along.
   */
  report(roomId: RoomId, reason: ReportReason, note?: string): void;
  /** Ends the conversation `roomId`, if it is open, and has its texts deleted from the server, for both. */
  deleteConversation(roomId: RoomId): void;
  /** Being left leads to idle instead of the queue. */
  setTakeBreak(isTakingBreak: boolean): void;
  /** Whether partners may be told where this person is; of this device from now on, and told to a partner at once. */
  setPlace(is: PlaceWish['is']): void;

  /** Forgets the device key: have-met and blocks of earlier tabs no longer count. */
  forgetDevice(): void;
  /** After `replaced`: acts here again. */
  takeOver(): void;
  /** Tries now instead of at the next attempt. */
  reconnectNow(): void;
  /** The page became visible or hidden. */
  pageVisible(isVisible: boolean): void;
  /**
   * The page goes away, closed or reloaded: who does not come back in time has left, and was not lost. Must be called
   * while the page can still send (`pagehide`).
   */
  pageClosing(): void;
  /** The browser says that the network came or went. */
  networkChanged(isOnline: boolean): void;

  /** Takes an ended conversation off the screen and out of the store. */
  dismissConversation(roomId: RoomId): void;
  dismissNotice(id: number): void;
  dismissAnnouncement(id: number): void;
}

/** Everything `HearkenClient` takes from outside. */
export interface ClientPorts {
  readonly transport: Transport;
  /** Where conversations are kept. */
  readonly store: ConversationStore;
  /** Used, with a notice, when `store` fails. */
  readonly fallbackStore: ConversationStore;
  /** Identity and draft of this tab (sessionStorage). */
  readonly tab: TabStore;
  /** Key of this device (localStorage). */
  readonly device: DeviceStore;
  readonly place: PlaceSwitch;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
}

/** How a client is set up. */
export interface ClientOptions {
  /** Version of the page, as told in register. */
  readonly appVersion: string;
  /** Ended conversations kept, newest first. Default 2. */
  readonly endedKept?: number;
  readonly reconnectPolicy?: ReconnectPolicy;
  /** Told what no part of the client expected: a fault of ours, worth a line in the console. The client goes on. */
  readonly onFault?: (error: unknown) => void;
  /** Only for the simulation's mutants: protective rules switched off. */
  readonly rules?: Partial<LogRules>;
}
