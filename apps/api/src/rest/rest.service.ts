import type { IncomingMessage } from 'node:http';
import type {
  AuthAnswer,
  AuthRequest,
  Entry,
  LikeAnswer,
  MessageDraft,
  MessagesPage,
  PartRequest,
  PartResult,
  QueueRequest,
  ReportRequest,
  RestState,
  RoomId,
  TypingRequest,
} from '@hearken/protocol';
import type { Core } from '../core.js';
import { ChatError } from '../realtime/chat-error.js';
import type { Caller } from '../session/callers.js';
import type { LivePerson } from '../session/people.js';
import type { CallDoor } from './call-door.js';
import type { CallKind, CallTolls } from './call-tolls.js';

/** Refusals of a registration that was lost, or that another server has taken over: looked at once more. */
const LOOK_AGAIN: ReadonlySet<string> = new Set(['wrong-state', 'replaced']);

/** The REST facade: talk-with-me's calls, on the very services that sockets use. */
export class RestService {
  constructor(
    private readonly core: Core,
    private readonly door: CallDoor,
    private readonly tolls: CallTolls,
  ) {}

  auth(request: IncomingMessage, said: AuthRequest): Promise<AuthAnswer> {
    return this.core.answer('POST /api/auth', () =>
      this.door.admit(request, async (caller) => {
        this.tolls.take(caller.publicId, 'session:register');
        const registered = await this.core.callers.register(caller, said);
        const person = await this.core.callers.acting(caller);
        const { gen: _gen, lastRoom: _lastRoom, owed: _owed, ...answer } = registered;
        return { ...answer, state: await this.core.where(person) };
      }),
    );
  }

  /** Repeatable; the place is kept for 15 s until their socket is up, or they call again. */
  join(request: IncomingMessage, { queueType, widen = false }: QueueRequest): Promise<RestState> {
    return this.#call(request, 'queue:join', async (person) => {
      const place = await this.core.join(person, { role: queueType, widen });
      this.core.sessions.hold(person);
      return { is: 'queued', ...place };
    });
  }

  /** As often as one may read: who only calls finds out by this that they are paired. */
  where(request: IncomingMessage): Promise<RestState> {
    return this.#call(request, 'room:sync', (person) => this.core.where(person));
  }

  cancel(request: IncomingMessage): Promise<RestState> {
    return this.#call(request, 'queue:cancel', (person) => this.core.queue.cancel(person));
  }

  say(request: IncomingMessage, { nonce, content, replyTo, roomId }: MessageDraft): Promise<Entry> {
    const body = { kind: 'text', text: content, ...(replyTo === undefined ? {} : { replyTo }) } as const;
    return this.#call(request, 'say', (person) => {
      this.tolls.checkLength(content);
      return this.core.author.say(person, { nonce, body, roomId });
    });
  }

  messages(request: IncomingMessage, after: string | undefined): Promise<MessagesPage> {
    return this.#call(request, 'room:sync', (person) => this.core.reader.read(person, after));
  }

  like(request: IncomingMessage, messageId: string, liked: boolean): Promise<LikeAnswer> {
    return this.#call(request, 'like', async (person) => {
      await this.core.author.like(person, messageId, liked);
      return { messageId, liked };
    });
  }

  typing(request: IncomingMessage, { typing, roomId }: TypingRequest): Promise<void> {
    return this.#call(request, 'room:typing', async (person) => {
      await this.core.rooms.typing(person, { typing, roomId: await this.#room(person, roomId) });
    });
  }

  next(request: IncomingMessage, part: PartRequest): Promise<PartResult> {
    return this.#call(request, 'room:next', async (person) =>
      this.core.rooms.next(person, { ...part, roomId: await this.#room(person, part.roomId) }),
    );
  }

  leave(request: IncomingMessage, part: PartRequest): Promise<PartResult> {
    return this.#call(request, 'room:leave', async (person) =>
      this.core.rooms.leave(person, { ...part, roomId: await this.#room(person, part.roomId) }),
    );
  }

  report(request: IncomingMessage, report: ReportRequest): Promise<PartResult> {
    return this.#call(request, 'room:report', async (person) =>
      this.core.parting.report(person, { ...report, roomId: await this.#roomOrLast(person, report.roomId) }),
    );
  }

  async #call<T>(request: IncomingMessage, kind: CallKind, work: (person: LivePerson) => Promise<T>): Promise<T> {
    return this.core.answer(kind, async () => {
      const { caller, person } = await this.door.enter(request);
      this.tolls.take(caller.publicId, kind);
      return this.#acting(caller, person, work);
    });
  }

  async #acting<T>(caller: Caller, person: LivePerson, work: (person: LivePerson) => Promise<T>): Promise<T> {
    try {
      return await work(person);
    } catch (cause) {
      if (!(cause instanceof ChatError) || !LOOK_AGAIN.has(cause.code)) throw cause;
      const renewed = await this.core.callers.renewed(person, caller);
      if (renewed === undefined) throw cause;
      return work(renewed);
    }
  }

  /** The room that is named, or the one they are in; opened, so that this registration acts there. */
  async #room(person: LivePerson, named: RoomId | undefined): Promise<RoomId> {
    const current = await this.core.roomOf(person);
    const roomId = named ?? current;
    if (roomId === undefined) throw ChatError.of('wrong-state', 'you are in no conversation');
    return roomId;
  }

  async #roomOrLast(person: LivePerson, named: RoomId | undefined): Promise<RoomId> {
    const { lastRoom } = person.record;
    return this.#room(person, named ?? (await this.core.roomOf(person)) ?? lastRoom);
  }
}
