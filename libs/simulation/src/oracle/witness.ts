import {
  DEFAULT_LIMITS,
  entryId,
  slotOf,
  type Ack,
  type LogItem,
  type PublicId,
  type Registered,
  type RoomId,
  type RoomSend,
  type SendResult,
  type SessionRegister,
} from '@hearken/protocol';
import type { LogFields } from '@api/platform/log';
import type { ProposedPair, PairOutcome } from '@api/queue/pairing-store.port';
import { memoryMessages } from '@api/room/infra/memory-messages';
import type { AppendResult, StoredEntry } from '@api/room/message-store.port';
import type { RoomRecord } from '@api/room/room-store.port';
import { memoryPersons } from '@api/session/infra/memory-persons';
import type { NewRegistration, PersonRecord } from '@api/session/person-store.port';
import type { ConversationView, TextLine } from '@web/client/client-state';
import type { Tab } from '../browser/sim-browser';
import type { ServerSocket } from '../network/wire';
import type { Human, World } from '../run/world';
import type { ServerWitness, SimServer } from '../server/sim-server';
import { IDENTITY } from '../server/sim-keys';
import { Durability } from './durability';
import { faultOfStep } from './fence';
import type { Finding, FindingKind } from './finding';
import { judgeEnd, judgeSilence } from './leeway';
import { LikeBook } from './likes';
import { Registrations } from './registrations';
import { RoomStories } from './room-stories';
import { Utterance } from './utterance';

/** A registration as a socket was told of it. */
interface Holder {
  readonly human: Human;
  readonly publicId: PublicId;
  readonly gen: number;
}

/** Looks on while a run goes on: every step of the database, every answer and push, every change of a view. */
export class Witness implements ServerWitness {
  readonly findings: Finding[] = [];
  readonly utterances: Utterance[] = [];
  readonly byText = new Map<string, Utterance>();
  readonly rooms = new RoomStories();
  readonly likes = new LikeBook();
  readonly humans = new Map<PublicId, Human>();
  readonly #durability = new Durability();
  readonly #registrations = new Registrations();
  readonly #holders = new Map<ServerSocket, Holder>();
  readonly #newest = new Map<PublicId, ServerSocket>();
  readonly #attempts = new Map<string, { readonly attempt: number; readonly gen: number }[]>();
  readonly #seen = new WeakSet<object>();
  #world: World | undefined;

  attach(world: World): void {
    this.#world = world;
  }

  get world(): World {
    if (this.#world === undefined) throw new Error('the witness has no world yet');
    return this.#world;
  }

  found(kind: FindingKind, detail: string): void {
    this.world.trace(() => `!!! ${kind}: ${detail}`);
    this.findings.push({ kind, at: this.world.time.now, detail });
  }

  /** A person says something in a room, as far as their view knows. */
  says(human: Human, tab: object, roomId: RoomId | undefined, text: string): Utterance {
    this.world.trace(() => `${human.name} says "${short(text)}" in ${roomId ?? 'no room'}`);
    const utterance = new Utterance(human, tab, roomId, text, this.utterances.length, human.storeLosses, () => {
      this.world.trace(() => `${human.name} has stored "${short(text)}" as ${utterance.nonce ?? '?'}`);
    });
    this.utterances.push(utterance);
    this.byText.set(text, utterance);
    return utterance;
  }

  stepped = (method: string, args: readonly unknown[], result: unknown): void => {
    const zombie = faultOfStep(this.world.database.truth, method, args, result);
    if (zombie !== undefined) this.found('I4', zombie);
    switch (method) {
      case 'register':
        if (result !== 'late') this.#registrations.raised(args[0] as NewRegistration, (result as PersonRecord).gen);
        break;
      case 'append':
        this.#appended(args[0] as readonly StoredEntry[], result as readonly AppendResult[]);
        break;
      case 'commit':
        this.#committed(args[0] as readonly ProposedPair[], result as readonly PairOutcome[]);
        break;
      case 'insert':
        if (result === 'inserted') this.#opened(args[0] as RoomRecord);
        break;
      case 'end':
        this.#ended(result, args[2] as Parameters<typeof judgeEnd>[2]);
        break;
      case 'resume':
      case 'hold':
      case 'setHeads':
        if (isRoom(result)) this.rooms.changed(result, this.world.time.now);
        break;
      default:
        break;
    }
  };

  asked(socket: ServerSocket, { event, payload }: { readonly event: string; readonly payload: unknown }): void {
    if (event === 'session:register') this.#registrations.asked(socket, payload as SessionRegister);
  }

  answered(
    server: SimServer,
    socket: ServerSocket,
    { event, payload }: { readonly event: string; readonly payload: unknown },
    ack: Ack<unknown>,
  ): void {
    this.world.trace(() => `${server.name} answers ${this.#nameOf(socket)} ${event} ${show(payload)} => ${show(ack)}`);
    if (!ack.ok && ack.error.code === 'conflict') this.#humanOf(socket)?.conflicts.push(this.world.time.now);
    if (event === 'session:register' && !ack.ok && ack.error.code === 'replaced') {
      this.#replaced(socket, payload as SessionRegister);
    }
    if (!ack.ok || !socket.isOpen) return;
    if (event === 'session:register') this.#registered(socket, payload as SessionRegister, ack.data as Registered);
    if (event === 'room:send') this.#acknowledged(socket, payload as RoomSend, ack.data as SendResult);
    this.#itemsOf(ack.data);
  }

  pushed(server: SimServer, socket: ServerSocket, event: string, payload: unknown): void {
    this.world.trace(() => `${server.name} pushes ${this.#nameOf(socket)} ${event} ${show(payload)}`);
    this.#itemsOf(payload);
    if (event === 'session:closed' || this.world.servers.length > 1) return;
    const holder = this.#holders.get(socket);
    if (holder !== undefined && this.#newest.get(holder.publicId) !== socket) {
      this.found('I4', `${event} is pushed to a connection of ${holder.human.name} that was replaced`);
    }
  }

  crashed(server: SimServer, where: string, error: unknown): void {
    this.found(
      'crash',
      `${server.name} ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  logged(server: SimServer, level: string, event: string, fields: LogFields | undefined): void {
    this.world.trace(() => `${server.name} logs ${level} ${event} ${show(fields)}`);
    const cause = fields?.['cause'];
    if (!(cause instanceof Error) || cause.name === 'NotKnownError') return;
    if (cause.name === 'ChatError') return;
    this.crashed(server, event, cause);
  }

  /** Whether the database once held a text at a place where it does not any more. */
  hasLostPlace(nonce: string): boolean {
    const { database } = this.world;
    if (database.losses === 0) return false;
    const messages = memoryMessages(database.truth);
    return this.#durability.hasLostPlace(nonce, (id) => messages.get(id)?.entry);
  }

  /** A person's reach has changed; if they are away now, the partner has to learn of it in time. */
  reachChanged(human: Human): void {
    const { line, tabs } = human.browser;
    const { now } = this.world.time;
    const isQuick = line.latencyMs + line.jitterMs <= 50;
    const isRunning = tabs.some((tab) => tab.isOpen && tab.process.state === 'running');
    const wasReachable = human.reach.isReachable;
    human.reach.note(now, isQuick && isRunning && line.openSince !== undefined);
    const { isReachable } = human.reach;
    if (wasReachable && !isReachable) judgeSilence(this, human, now);
  }

  /** A view has changed. */
  watch(tab: Tab, human: Human): void {
    const state = tab.client?.state;
    if (state === undefined) return;
    let open = 0;
    for (const conversation of state.conversations) {
      if (conversation.open) open++;
      if (this.#seen.has(conversation)) continue;
      this.#seen.add(conversation);
      for (const line of conversation.lines) {
        if (line.kind === 'text' && line.isMine && !this.#seen.has(line)) this.#watchLine(human, conversation, line);
      }
    }
    if (open > 1) this.found('I5', `${human.name} sees ${String(open)} open conversations`);
  }

  #watchLine(human: Human, conversation: ConversationView, line: TextLine): void {
    this.#seen.add(line);
    if (line.label?.is !== 'sent' && line.label?.is !== 'delivered') return;
    const utterance = this.byText.get(line.text);
    if (utterance === undefined) return;
    if (utterance.toldSentAt === undefined) {
      this.world.trace(() => `${human.name} is told "${short(line.text)}" is ${line.label?.is ?? ''}`);
      utterance.toldSentAt = this.world.time.now;
    }
    if (!this.#durability.holdsNonce(line.nonce))
      this.found('I2', `"${short(line.text)}" is shown as sent and was never durable`);
    if (line.label.is !== 'delivered') return;
    const partner = this.humans.get(conversation.partner.publicId);
    if (partner === undefined || partner.held.has(line.nonce) || this.world.database.losses > 0) return;
    this.found('wrong-label', `"${short(line.text)}" is shown as delivered and ${partner.name} never stored it`);
  }

  #appended(entries: readonly StoredEntry[], results: readonly AppendResult[]): void {
    this.world.trace(
      () => `  database: append ${entries.map((entry, i) => `${entry.id}=${results[i] ?? ''}`).join(' ')}`,
    );
    this.#durability.appended(
      entries,
      results,
      ({ roomId, slot }) => this.rooms.all.get(roomId)?.record.actors[slot].gen ?? 0,
    );
  }

  #committed(pairs: readonly ProposedPair[], outcomes: readonly PairOutcome[]): void {
    pairs.forEach((pair, i) => {
      if (outcomes[i]?.is === 'paired') this.#opened(pair.room);
    });
  }

  #opened(record: RoomRecord): void {
    const { time, database } = this.world;
    this.world.trace(
      () => `  database: room ${record.id} of ${record.members.map(({ id }) => this.#person(id)).join(', ')}`,
    );
    for (const { id } of record.members) {
      for (const story of this.rooms.all.values()) {
        if (story.id === record.id || story.record.end !== undefined || !story.members.includes(id)) continue;
        // What a lost tail has taken from the database is no room any more.
        if (story.openedAt <= database.lostAt) continue;
        this.found('I5', `${this.#person(id)} is in two active rooms, ${story.id} and ${record.id}`);
      }
    }
    const earlier = this.rooms.meetingBefore(record);
    if (earlier !== undefined && !this.rooms.all.has(record.id) && database.losses === 0) {
      this.found('I7', `${record.members.map(({ id }) => this.#person(id)).join(' and ')} meet again`);
    }
    this.rooms.opened(record, time.now);
  }

  #ended(result: unknown, judged: Parameters<typeof judgeEnd>[2]): void {
    if (!isRoom(result)) return;
    if (!this.rooms.changed(result, this.world.time.now)) return;
    this.world.trace(() => `  database: room ${result.id} ends: ${result.end?.reason ?? ''}`);
    judgeEnd(this, result, judged);
  }

  /** Whether a server that is well has the newest registration of a person, and has heard them within this long, ms. */
  isHeard(publicId: PublicId, withinMs: number): boolean {
    const socket = this.#newest.get(publicId);
    const newest = memoryPersons(this.world.database.truth).get(publicId)?.person;
    return socket?.isHeardWithin(withinMs) === true && this.#holders.get(socket)?.gen === newest?.gen;
  }

  #registered(socket: ServerSocket, request: SessionRegister, answer: Registered): void {
    const human = this.#humanOf(socket);
    if (human === undefined) return;
    if (answer.isNew && human.publicId !== undefined) this.found('lost', `${human.name} has lost their identity`);
    this.#noteAttempt(human, request, answer);
    human.publicId = answer.publicId;
    this.humans.set(answer.publicId, human);
    this.#holders.set(socket, { human, publicId: answer.publicId, gen: answer.gen });
    this.#newest.set(answer.publicId, socket);
  }

  /** Who is told so has to press a button to come back: it must not be said of the registration that is recorded. */
  #replaced(socket: ServerSocket, { publicId, store, attempt }: SessionRegister): void {
    if (publicId === undefined || !this.#registrations.isLastToAsk(socket, publicId)) return;
    const newest = memoryPersons(this.world.database.truth).get(publicId)?.person;
    if (newest?.store !== IDENTITY.storeHash(store) || newest.attempt !== attempt) return;
    this.found('I4', `${this.#nameOf(socket)} is told to be replaced, and nobody has registered since`);
  }

  /** A later attempt of a store has the higher gen: a late register must not take over from a newer one (I4). */
  #noteAttempt(human: Human, { store, attempt }: SessionRegister, { gen }: Registered): void {
    // A lost tail forgets attempts, and an older store gives them again.
    if (this.world.database.losses > 0 || human.storeLosses > 0) return;
    const earlier = this.#attempts.get(store) ?? [];
    this.#attempts.set(store, [...earlier, { attempt, gen }]);
    const isLate = earlier.some((other) => (other.attempt > attempt ? other.gen < gen : other.gen > gen));
    if (isLate)
      this.found('I4', `a late register of ${human.name}, attempt ${String(attempt)}, took over from a newer one`);
  }

  #acknowledged(socket: ServerSocket, request: RoomSend, { stream, accepted }: SendResult): void {
    const holder = this.#holders.get(socket);
    const room = this.rooms.all.get(request.roomId);
    if (holder === undefined || room === undefined) return;
    if (this.world.servers.length === 1 && this.#newest.get(holder.publicId) !== socket) {
      this.found('I4', `a send of ${holder.human.name} is acknowledged on a connection that was replaced`);
    }
    const [first, second] = room.members;
    const slot = slotOf(holder.publicId, holder.publicId === first ? second : first);
    // A generation that was lost with a tail says nothing.
    const gen =
      this.world.database.losses > 0 ? Number.POSITIVE_INFINITY : this.#registrations.genOf(socket, holder.gen);
    for (const entry of request.entries) {
      if (entry.n > accepted) continue;
      const fault = this.#durability.faultOfAck(entryId(request.roomId, slot, stream, entry.n), entry, gen);
      if (fault !== undefined) this.found(fault.includes('gen') ? 'I4' : 'I2', fault);
    }
  }

  #itemsOf(answer: unknown): void {
    for (const items of itemLists(answer)) {
      const fault = this.#durability.faultOfItems(items);
      if (fault !== undefined) this.found('I2', fault);
    }
  }

  #humanOf(socket: ServerSocket): Human | undefined {
    return this.world.people.find(({ browser }) => browser.line === socket.line);
  }

  #nameOf(socket: ServerSocket): string {
    return `${this.#humanOf(socket)?.name ?? '?'}/${socket.id}`;
  }

  #person(id: PublicId): string {
    return this.humans.get(id)?.name ?? id;
  }
}

/** A text as a trace shows it. */
export function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 16)}…` : text;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (key, inner: unknown) => {
    if (inner instanceof Error) return `${inner.name}: ${inner.message}`;
    if (key === 'text' && typeof inner === 'string') return short(inner);
    if (key === 'limits' && inner !== DEFAULT_LIMITS) return undefined;
    return key === 'limits' || key === 'counts' ? undefined : inner;
  });
}

function isRoom(value: unknown): value is RoomRecord {
  return typeof value === 'object' && value !== null && 'members' in value && 'streams' in value;
}

/** The lists of items in an answer or push, wherever they stand. */
function itemLists(value: unknown): readonly (readonly LogItem[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const lists: (readonly LogItem[])[] = [];
  for (const part of [value, ...['state', 'room', 'lastRoom'].map((key) => Reflect.get(value, key) as unknown)]) {
    if (typeof part !== 'object' || part === null || !('items' in part)) continue;
    lists.push(part.items as readonly LogItem[]);
  }
  return lists;
}
