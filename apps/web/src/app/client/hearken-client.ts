import type { Nonce, PartReason, PlaceWish, ReportReason, Role, RoomId } from '@hearken/protocol';
import { Connection } from '../connection/connection';
import type { ConnectionState } from '../connection/connection-machine';
import { DEFAULT_RECONNECT_POLICY } from '../connection/reconnect-policy';
import type { Via } from '../connection/transport';
import { StoreError } from '../conversation/conversation-store';
import { ALL_RULES } from '../conversation/log-rules';
import type { ClientState, LikeOutcome, SendOutcome } from './client-state';
import { Announcer } from './announcer';
import { Core } from './core';
import type { ClientOptions, ClientPorts, Hearken } from './hearken-client-api';
import { Errands } from './errands';
import { Mailbox } from './mailbox';
import { Model } from './model';
import { PlaceTeller } from './place-teller';
import { PushDesk } from './push-desk';
import { Registrar } from './registrar';
import { RoomKeeper } from './room-keeper';
import { Speech } from './speech';
import { Thanks } from './thanks';
import { Touches } from './touches';
import { Typing } from './typing';
import { Vault } from './vault';
import { View } from './view';
import { Wishes } from './wishes';

/** Tabs closed longer ago than this are forgotten, ms: an hour more than the server keeps text. */
const SWEEP_AFTER_MS = 25 * 60 * 60 * 1_000;

/** The browser's half of Hearken: see {@link Hearken}. This class only wires the parts together. */
export class HearkenClient implements Hearken {
  readonly #core: Core;
  readonly #keeper: RoomKeeper;
  readonly #registrar: Registrar;
  readonly #wishes: Wishes;
  readonly #errands: Errands;
  readonly #speech: Speech;
  readonly #typing: Typing;
  readonly #touches: Touches;
  readonly #thanks: Thanks;
  readonly #place: PlaceTeller;
  readonly #pushes: PushDesk;
  readonly #view: View;
  readonly #listeners = new Set<(state: ClientState) => void>();
  #state: ClientState | undefined;
  #isNotifying = false;
  #via: Via | undefined;
  #wasLive = false;
  #isSwept = false;

  constructor(
    private readonly ports: ClientPorts,
    private readonly options: ClientOptions,
  ) {
    const { clock, random, ids } = ports;
    const rules = { ...ALL_RULES, ...options.rules };
    this.#view = new View(rules);
    const model = new Model(
      ports.tab,
      clock,
      () => ids.store(),
      () => {
        this.#changed();
      },
    );
    const connection = new Connection(
      {
        ...ports,
        policy: options.reconnectPolicy ?? DEFAULT_RECONNECT_POLICY,
        neverDoubts: rules.linkNeverDoubted,
      },
      {
        register: (session) => {
          mailbox.post(() => (session.isCurrent ? this.#registrar.register(session) : undefined));
        },
        push: (session, push) => {
          this.#core.on(session, () => this.#pushes.take(session, push));
        },
        changed: (state) => {
          this.#connectionChanged(state);
        },
        holdsPlace: () => model.person.is !== 'idle' && model.person.is !== 'unknown',
      },
    );
    const mailbox = new Mailbox((error) => {
      this.#failed(error);
    });
    const vault = new Vault(ports, model, rules, () => {
      mailbox.post(() => this.#keeper.numberFound());
    });
    this.#core = new Core(clock, random, ids, rules, model, vault, mailbox, connection);
    this.#keeper = new RoomKeeper(this.#core, {
      endedKept: options.endedKept ?? 2,
      closed: (roomId) => {
        this.#wishes.dropOf(roomId);
      },
      thanked: (roomId) => {
        this.#thanks.received(roomId);
      },
    });
    this.#thanks = new Thanks(this.#core);
    this.#place = new PlaceTeller(this.#core, ports.place);
    this.#touches = new Touches(this.#core);
    this.#wishes = new Wishes(this.#core, this.#keeper);
    this.#errands = new Errands(this.#core, this.#keeper);
    this.#typing = new Typing(this.#core);
    const announcer = new Announcer(this.#core);
    this.#pushes = new PushDesk(this.#core, this.#keeper, {
      typing: this.#typing,
      thanks: this.#thanks,
      announcer,
    });
    this.#speech = new Speech(this.#core, this.#keeper.send);
    this.#registrar = new Registrar(this.#core, this.#keeper, announcer, {
      appVersion: options.appVersion,
      device: ports.device,
      place: this.#place,
      registered: async (session) => {
        await this.#pushes.takeEarly(session);
        this.#wishes.renew();
        this.#typing.again();
        this.#errands.renew();
        this.#thanks.renew();
        this.#place.renew();
        this.#wishes.watchPlace(session);
        this.#sweepOnce();
      },
    });
  }

  get state(): ClientState {
    this.#state ??= this.#view.make(this.#core.model, {
      connection: this.#core.connection.state,
      via: this.#via,
      wasLive: this.#wasLive,
      place: this.#place.is,
      offlineSince: this.#core.connection.offlineSince,
    });
    return this.#state;
  }

  subscribe(listener: (state: ClientState) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  start(): void {
    const { model, vault, mailbox, connection } = this.#core;
    // The store is read while the connection is made; registering waits for it, as a later task.
    mailbox.post(async () => {
      await vault.load();
      const open = model.openRoom();
      const { role, isSeeking, widen } = model.tab;
      if (open !== undefined) {
        model.person = { is: 'paired', roomId: open.room.roomId, ...(role && { role }), isRemembered: true };
      } else if (isSeeking === true && role !== undefined) {
        model.person = { is: 'joining', role, widen: widen === true };
      }
      this.#changed();
    });
    connection.dispatch({ type: 'start' });
  }

  /** Forgets what tabs that were closed long ago have left behind. */
  #sweepOnce(): void {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const before = this.ports.clock.now() - SWEEP_AFTER_MS;
    this.#core.mailbox.post(() => this.ports.store.sweep(before, this.#core.model.tab.storeKey).catch(() => undefined));
  }

  stop(): void {
    this.#core.mailbox.stop();
    this.#core.connection.dispatch({ type: 'stop' });
    this.#listeners.clear();
  }

  join(role: Role, widen = false): void {
    this.#do(() => {
      const { model } = this.#core;
      if (model.person.is === 'paired') return;
      model.keep({ role, widen, isSeeking: true });
      if (model.person.is !== 'queued') model.person = { is: 'joining', role, widen };
      this.#wishes.want({ act: 'join', role, widen });
    });
  }

  widen(): void {
    this.#do(() => {
      const { person } = this.#core.model;
      if (person.is === 'queued' || person.is === 'joining') this.join(person.role, true);
    });
  }

  cancel(): void {
    this.#do(() => {
      const { model } = this.#core;
      this.#wishes.drop();
      if (model.person.is === 'paired') return;
      model.keep({ isSeeking: undefined });
      const wasHeard = model.person.is === 'queued';
      if (model.person.is === 'joining') model.person = { is: 'idle' };
      if (wasHeard || this.#core.connection.live === undefined) this.#wishes.want({ act: 'cancel' });
    });
  }

  send(text: string, replyTo?: Nonce): Promise<SendOutcome> {
    this.#typing.said();
    return this.#speech.say(text, replyTo, this.#shownRoom);
  }

  like(target: Nonce, isLiked: boolean): Promise<LikeOutcome> {
    return this.#speech.like(target, isLiked, this.#shownRoom);
  }

  retry(nonce: Nonce): void {
    this.#do(() => this.#speech.again(nonce));
  }

  setTyping(isTyping: boolean): void {
    this.#typing.set(isTyping);
  }

  touched(): void {
    this.#touches.touched();
  }

  thank(roomId: RoomId): void {
    this.#do(() => {
      this.#thanks.give(roomId);
    });
  }

  saveDraft(text: string, replyTo?: Nonce): void {
    const { model } = this.#core;
    const open = model.openRoom();
    if (open === undefined) return;
    const draft = { roomId: open.room.roomId, text, ...(replyTo === undefined ? {} : { replyTo }) };
    model.keep({ draft: text === '' && replyTo === undefined ? undefined : draft });
    this.#changed();
  }

  next(because?: PartReason, note?: string): void {
    this.#part('next', because, note);
  }

  leave(because?: PartReason, note?: string): void {
    this.#part('leave', because, note);
  }

  block(roomId: RoomId, because?: PartReason, note?: string): void {
    this.#do(() => {
      this.#errands.want({ act: 'block', roomId, ...wordsOf(because, note) });
    });
  }

  report(roomId: RoomId, reason: ReportReason, note?: string): void {
    this.#do(() => {
      this.#errands.want({ act: 'report', roomId, reason, ...(note === undefined ? {} : { note }) });
    });
  }

  deleteConversation(roomId: RoomId): void {
    this.#do(() => {
      this.#errands.want({ act: 'delete', roomId });
    });
  }

  setTakeBreak(isTakingBreak: boolean): void {
    this.#do(() => {
      const { model, connection } = this.#core;
      model.keep({ isTakingBreak: isTakingBreak || undefined });
      const session = connection.live;
      if (session !== undefined) this.#core.ask(session, 'session:preferences', { takeBreak: isTakingBreak }, IGNORED);
    });
  }

  setPlace(is: PlaceWish['is']): void {
    this.#do(() => {
      this.#place.set(is);
    });
  }

  pageClosing(): void {
    // At once, past the queue of acts: the page has no later.
    const session = this.#core.connection.live;
    if (session !== undefined) this.#core.ask(session, 'session:closing', {}, IGNORED);
  }

  forgetDevice(): void {
    this.ports.device.clear();
  }

  takeOver(): void {
    this.#core.vault.takeOver();
    this.#core.connection.dispatch({ type: 'take-over' });
  }

  reconnectNow(): void {
    const { connection } = this.#core;
    const isParked = ['refused', 'outdated', 'banned'].includes(connection.state.is);
    if (isParked) this.takeOver();
    else connection.dispatch({ type: 'hurry' });
  }

  pageVisible(isVisible: boolean): void {
    if (isVisible) this.#core.connection.checkNow();
  }

  networkChanged(isOnline: boolean): void {
    this.#core.connection.dispatch({ type: 'network', isOnline });
    // Also where the connection does what it did: people are told that the browser is offline.
    this.#changed();
  }

  dismissConversation(roomId: RoomId): void {
    this.#do(async () => {
      if (this.#core.model.rooms.get(roomId)?.room.end === undefined) return;
      const step = this.#core.step();
      step.remove(roomId);
      await step.commit();
    });
  }

  dismissNotice(id: number): void {
    this.#do(() => {
      this.#core.model.notices = this.#core.model.notices.filter((notice) => notice.id !== id);
    });
  }

  dismissAnnouncement(id: number): void {
    this.#do(() => {
      this.#core.model.dismissAnnouncement(id);
    });
  }

  /** The open conversation on the screen. Another tab or a push may have brought another one that nobody has seen yet. */
  get #shownRoom(): RoomId | undefined {
    return this.state.conversations.findLast(({ open }) => open)?.roomId;
  }

  #part(act: 'next' | 'leave', because?: PartReason, note?: string): void {
    const shown = this.#shownRoom;
    this.#do(() => {
      const open = this.#core.model.openRoom();
      if (open === undefined || (shown !== undefined && open.room.roomId !== shown)) return;
      this.#wishes.want({ act, roomId: open.room.roomId, ...wordsOf(because, note) });
    });
  }

  /** What the person does is a task like any other. */
  #do(task: () => void | Promise<void>): void {
    this.#core.mailbox.post(async () => {
      await task();
      this.#changed();
    });
  }

  #connectionChanged(state: ConnectionState): void {
    if (state.is === 'live') {
      this.#wasLive = true;
      this.#via = this.#core.connection.live?.link.via;
      if (this.#via === 'polling') this.#core.model.notify({ kind: 'polling' });
    }
    this.#changed();
  }

  #failed(error: unknown): void {
    if (error instanceof StoreError && error.reason === 'not-owner') {
      this.#core.connection.dispatch({ type: 'replaced', by: 'tab' });
    } else {
      this.options.onFault?.(error);
    }
    this.#changed();
  }

  #changed(): void {
    this.#state = undefined;
    if (this.#isNotifying || this.#listeners.size === 0) return;
    this.#isNotifying = true;
    void Promise.resolve().then(() => {
      this.#isNotifying = false;
      const { state } = this;
      for (const listener of this.#listeners) listener(state);
    });
  }
}

/** What goes with the end of a conversation. */
function wordsOf(because?: PartReason, note?: string): { readonly because?: PartReason; readonly note?: string } {
  return { ...(because === undefined ? {} : { because }), ...(note === undefined ? {} : { note }) };
}

const IGNORED = { answered: () => undefined, refused: () => undefined };
