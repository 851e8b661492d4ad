/**
 * A small client of Hearken's REST facade, and two bots on it: one that tells something, one that listens. Nothing but
 * `fetch`: it can be copied into any program.
 *
 *     node apps/api/examples/rest-client.ts http://localhost:3000 listen
 *     node apps/api/examples/rest-client.ts http://localhost:3000 vent
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export type QueueType = 'vent' | 'listen' | 'talk';

/** Where a person is: idle (NC), queued (Q) or paired (C). */
export interface State {
  readonly is: 'idle' | 'queued' | 'paired';
  readonly position?: number;
  readonly roomId?: string;
  readonly partner?: { readonly publicId: string; readonly role: QueueType };
}

/** One thing that was said, liked, or is missing (`gap`). */
export interface Item {
  readonly kind: 'text' | 'like' | 'unlike' | 'gap';
  readonly id: string;
  readonly author: string;
  readonly nonce: string;
  readonly text?: string;
}

export interface Page {
  readonly roomId: string;
  readonly items: readonly Item[];
  readonly cursor: string;
  readonly more: boolean;
  readonly end?: { readonly reason: string; readonly by: 'you' | 'partner' | 'system'; readonly note?: string };
}

/** A refusal: `code` says what, its status what kind. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, retryAfterMs: number | undefined, detail: string) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How often a client looks: often enough to count as present (5 s), seldom enough to cost little. */
const POLL_MS = 500;
/** How often a passing refusal is waited out. */
const PATIENCE = 20;

/** One person. Every call counts as being heard. */
export class RestClient {
  readonly #server: string;
  readonly #pollMs: number;
  #secret: string | undefined;
  #cursor: string | undefined;
  publicId = '';

  constructor(server: string, pollMs = POLL_MS) {
    this.#server = server;
    this.#pollMs = pollMs;
  }

  /** Fresh ids. The private id stays in here: who has it, is this person. */
  async auth(device?: string): Promise<void> {
    const answer = await this.#call<{ privateId: string; publicId: string }>('POST', '/api/auth', {
      ...(device === undefined ? {} : { device }),
    });
    this.#secret = answer.privateId;
    this.publicId = answer.publicId;
  }

  join(queueType: QueueType): Promise<State> {
    return this.#call('POST', '/api/queue', { queueType });
  }

  state(): Promise<State> {
    return this.#call('GET', '/api/queue');
  }

  exitQueue(): Promise<State> {
    return this.#call('DELETE', '/api/queue');
  }

  /**
   * Says something. The nonce is made once and used for every attempt: whatever breaks in between, it is one message.
   * The room is named, so that it can never end up in the next conversation.
   */
  say(content: string, roomId: string, nonce = randomBytes(16).toString('base64url')): Promise<Item> {
    return this.#call('POST', '/api/messages', { nonce, content, roomId });
  }

  /** What is new since the last call. */
  async hear(): Promise<Page> {
    const after = this.#cursor === undefined ? '' : `?after=${encodeURIComponent(this.#cursor)}`;
    const page = await this.#call<Page>('GET', `/api/messages${after}`);
    this.#cursor = page.cursor;
    return page;
  }

  async like(messageId: string): Promise<void> {
    await this.#call('POST', '/api/likes', { messageId });
  }

  async unlike(messageId: string): Promise<void> {
    await this.#call('DELETE', `/api/likes/${encodeURIComponent(messageId)}`);
  }

  async typing(typing: boolean): Promise<void> {
    await this.#call('POST', '/api/typing', { typing });
  }

  async next(roomId: string): Promise<void> {
    await this.#call('POST', '/api/next', { roomId });
  }

  async leave(roomId: string, note?: string): Promise<void> {
    await this.#call('POST', '/api/leave', { roomId, ...(note === undefined ? {} : { note }) });
    this.#cursor = undefined;
  }

  /** Waits to be in a conversation. */
  async paired(): Promise<State & { readonly roomId: string }> {
    for (;;) {
      const state = await this.state();
      if (state.is === 'paired' && state.roomId !== undefined) return { ...state, roomId: state.roomId };
      await sleep(this.#pollMs);
    }
  }

  /** The partner's words as they come, until the conversation has ended. */
  async *listen(): AsyncGenerator<Item> {
    for (;;) {
      const page = await this.hear();
      for (const item of page.items) if (item.kind === 'text' && item.author !== this.publicId) yield item;
      if (page.end !== undefined && !page.more) return;
      if (!page.more) await sleep(this.#pollMs);
    }
  }

  /** Waits out what passes (`429`, `503`), as often as is sensible; anything else is the caller's. */
  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once<T>(method, path, body);
      } catch (cause) {
        const isPassing = cause instanceof Refused && (cause.status === 429 || cause.status === 503);
        if (!isPassing || attempt === PATIENCE) throw cause;
        await sleep(cause.retryAfterMs ?? this.#pollMs);
      }
    }
  }

  async #once<T>(method: string, path: string, body: object | undefined): Promise<T> {
    const response = await fetch(new URL(path, this.#server), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#secret === undefined ? {} : { authorization: `Bearer ${this.#secret}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    // Parsing: the shapes are those of the API's description.
    if (response.ok) return answer as T;
    const { code = 'internal', detail = '', retryAfterMs } = answer as Partial<Refused> & { detail?: string };
    throw new Refused(response.status, code, retryAfterMs, detail);
  }
}

/** A bot that says its lines one after the other, each when the other has answered, and leaves with a kind word. */
export async function talkingBot(
  server: string,
  lines: readonly string[],
  pollMs?: number,
): Promise<readonly string[]> {
  const me = new RestClient(server, pollMs);
  await me.auth();
  await me.join('vent');
  const { roomId } = await me.paired();
  const heard: string[] = [];
  const [first = 'Hello.', ...rest] = lines;
  await me.say(first, roomId);
  for await (const { id, text = '' } of me.listen()) {
    heard.push(text);
    await me.like(id);
    const line = rest.shift();
    if (line === undefined) break;
    await me.typing(true);
    await me.say(line, roomId);
  }
  await me.leave(roomId, 'Thank you.');
  return heard;
}

/** A bot that listens: it gives back what it has heard, until the other leaves. */
export async function listeningBot(server: string, pollMs?: number): Promise<readonly string[]> {
  const me = new RestClient(server, pollMs);
  await me.auth();
  await me.join('listen');
  const { roomId } = await me.paired();
  const heard: string[] = [];
  for await (const { text = '' } of me.listen()) {
    heard.push(text);
    await me.say(`I hear you: ${text}`, roomId).catch((cause: unknown) => {
      // They may have left while this was being said.
      if (!(cause instanceof Refused) || cause.code !== 'ended') throw cause;
    });
  }
  // Who was left waits for the next one; this bot has done its work.
  await me.exitQueue();
  return heard;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , server = 'http://localhost:3000', role = 'listen'] = process.argv;
  const heard =
    role === 'vent'
      ? await talkingBot(server, ['Hello.', 'I had a long day.', 'It helps to say it.'])
      : await listeningBot(server);
  for (const line of heard) process.stdout.write(`${line}\n`);
}
