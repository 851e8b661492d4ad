import { Injectable, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Nonce, PartReason, PlaceWish, ReportReason, RoomId } from '@hearken/protocol';
import { filter, map, mergeMap, pairwise, scan, type Observable } from 'rxjs';
import type { ClientState, ConversationView, SendOutcome, TextLine } from '../client/client-state';
import { ConnectionService } from '../connection/connection.service';
import { HEARKEN } from '../hearken';
import { newLikes, newRoom, newTexts } from './arrivals';

type Drafts = ReadonlyMap<RoomId, string>;
const NO_DRAFTS: Drafts = new Map();

/** The conversations as the page sees them, and what can be done in the open one. */
@Injectable({ providedIn: 'root' })
export class ConversationService {
  private readonly client = inject(HEARKEN);
  private readonly connection = inject(ConnectionService);

  /** The conversations on the screen, oldest first. */
  readonly conversations = computed(() => this.connection.state().conversations);
  /** The newest one, open or ended. */
  readonly last = computed(() => this.conversations().at(-1));
  /** The one that goes on. */
  readonly open = computed(() => {
    const last = this.last();
    return last?.open === true ? last : undefined;
  });
  readonly isTakingBreak = computed(() => this.connection.state().isTakingBreak);
  /** Whether partners may be told where this person is; absent where the server tells nobody. */
  readonly place = computed(() => this.connection.state().place);
  /** Leaving or going on to someone new, while it is under way. */
  readonly parting = computed(() => {
    const pending = this.connection.state().pending;
    return pending?.act === 'next' || pending?.act === 'leave' ? pending : undefined;
  });
  /** How many partners of this tab said that it helped. */
  readonly thanksReceived = computed(() => this.connection.state().thanksReceived);
  readonly textMax = computed(() => this.connection.state().limits.textMax);

  /** What stood in the composer when a conversation ended, by room: the client keeps only one draft, and the next
   * conversation takes its place. */
  readonly endedDrafts = toSignal(this.connection.state$.pipe(scan(keepDrafts, NO_DRAFTS)), {
    initialValue: NO_DRAFTS,
  });

  private readonly steps$ = this.connection.state$.pipe(pairwise());
  /** Each new text of a partner, as it comes. */
  readonly texts$: Observable<TextLine> = this.steps$.pipe(mergeMap(([before, next]) => newTexts(before, next)));
  /** Own texts that a partner likes from now on, as many as come at once. */
  readonly likes$: Observable<readonly TextLine[]> = this.steps$.pipe(
    map(([before, next]) => newLikes(before, next)),
    filter((liked) => liked.length > 0),
  );
  /** Each conversation that begins. */
  readonly openings$: Observable<ConversationView> = this.steps$.pipe(
    map(([before, next]) => newRoom(before, next)),
    filter((room) => room !== undefined),
  );

  /** Says something, perhaps in answer to a text; fulfils once it is kept here. */
  send(text: string, replyTo?: Nonce): Promise<SendOutcome> {
    return this.client.send(text, replyTo);
  }

  /** Likes a text of the partner's, or takes that back. */
  like(target: Nonce, isLiked: boolean): void {
    void this.client.like(target, isLiked);
  }

  /** Sends a refused text again. */
  retry(nonce: Nonce): void {
    this.client.retry(nonce);
  }

  /** The person did something at this page. */
  touched(): void {
    this.client.touched();
  }

  /** Tells the partner of an ended conversation that it helped. */
  thank(roomId: RoomId): void {
    this.client.thank(roomId);
  }

  setTyping(isTyping: boolean): void {
    this.client.setTyping(isTyping);
  }

  /** Keeps what stands in the composer, and what it quotes. */
  saveDraft(text: string, replyTo?: Nonce): void {
    this.client.saveDraft(text, replyTo);
  }

  /** Ends the conversation, to meet somebody new or to stop. */
  part(how: 'next' | 'leave', because?: PartReason, note?: string): void {
    this.client[how](because, note);
  }

  /** Ends it, if it is open, and never meets this partner again. */
  block(roomId: RoomId, because?: PartReason, note?: string): void {
    this.client.block(roomId, because, note);
  }

  /** Shows it to the moderators, ends it, if it is open, and blocks. */
  report(roomId: RoomId, reason: ReportReason, note?: string): void {
    this.client.report(roomId, reason, note);
  }

  /** Ends it, if it is open, and has it deleted for both. */
  delete(roomId: RoomId): void {
    this.client.deleteConversation(roomId);
  }

  /** Stays after all. */
  stay(): void {
    this.client.cancel();
  }

  setPlace(is: PlaceWish['is']): void {
    this.client.setPlace(is);
  }

  setTakeBreak(isTakingBreak: boolean): void {
    this.client.setTakeBreak(isTakingBreak);
  }

  /** Takes an ended conversation off the screen. */
  dismiss(roomId: RoomId): void {
    this.client.dismissConversation(roomId);
  }
}

function keepDrafts(kept: Drafts, { conversations }: ClientState): Drafts {
  const left = conversations.filter(
    ({ open, roomId, draft }) => !open && draft.trim() !== '' && kept.get(roomId) !== draft,
  );
  return left.length === 0 ? kept : new Map([...kept, ...left.map(({ roomId, draft }) => [roomId, draft] as const)]);
}
