import { randomBytes } from 'node:crypto';
import type { AuthAnswer, Entry, LogItem, MessagesPage, RestProblem, RestState, Role } from '@hearken/protocol';
import { eventually } from './eventually.js';

/** An answer over HTTP, as it came. */
export interface Answered<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A nonce as a client mints it. */
export function nonce(): string {
  return randomBytes(16).toString('base64url');
}

/** One call, whatever it is. */
export async function call<T = unknown>(
  url: string,
  method: string,
  path: string,
  { secret, body, headers = {} }: { secret?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answered<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? undefined : JSON.parse(text)) as T;
  return { status: response.status, headers: response.headers, body: parsed };
}

/** Somebody over REST. */
export class CallingClient {
  readonly me: AuthAnswer;
  cursor: string | undefined;

  private constructor(
    readonly url: string,
    me: AuthAnswer,
  ) {
    this.me = me;
  }

  static async open(url: string, body: object = {}): Promise<CallingClient> {
    const { status, body: me } = await call<AuthAnswer>(url, 'POST', '/api/auth', { body });
    if (status !== 201) throw new Error(`POST /api/auth: ${String(status)} ${JSON.stringify(me)}`);
    return new CallingClient(url, me);
  }

  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Answered<T>> {
    return call<T>(this.url, method, path, { secret: this.me.privateId, body });
  }

  /** A call that is answered; throws what it was refused with. */
  async done<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A call that is refused; throws when it is not. */
  async refused(method: string, path: string, body?: unknown): Promise<RestProblem> {
    const answer = await this.call<RestProblem>(method, path, body);
    if (answer.status < 400) throw new Error(`${method} ${path} was not refused`);
    return answer.body;
  }

  join(queueType: Role): Promise<RestState> {
    return this.done('POST', '/api/queue', { queueType });
  }

  async paired(): Promise<Extract<RestState, { is: 'paired' }>> {
    return eventually(async () => {
      const state = await this.done<RestState>('GET', '/api/queue');
      if (state.is !== 'paired') throw new Error(`not paired but ${state.is}`);
      return state;
    });
  }

  say(content: string, more: object = {}): Promise<Entry> {
    return this.done('POST', '/api/messages', { nonce: nonce(), content, ...more });
  }

  async read(): Promise<MessagesPage> {
    const after = this.cursor === undefined ? '' : `?after=${encodeURIComponent(this.cursor)}`;
    const page = await this.done<MessagesPage>('GET', `/api/messages${after}`);
    this.cursor = page.cursor;
    return page;
  }
}

/** Texts, and what else stands between them. */
export function wordsOf(items: readonly LogItem[]): readonly string[] {
  return items.map((item) => (item.kind === 'text' ? item.text : item.kind));
}
