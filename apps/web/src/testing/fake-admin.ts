import { TextDecoder, TextEncoder } from 'node:util';
import type { AdminProblemCode, LiveFigures, OperatorRole, Overview } from '@hearken/protocol';
import { ADMIN_PROBLEM_STATUS } from '@hearken/protocol';
import type { AdminAnswer, AdminFetch } from '../app/admin/admin-fetch';

if (!('TextDecoder' in globalThis)) Object.assign(globalThis, { TextDecoder });

/** One request that came in. */
export interface AdminCall {
  /** "POST sysmsg/reach". */
  readonly route: string;
  readonly body: unknown;
  readonly token: string | undefined;
}

/** What a route answers: an object is the body, a function makes it. */
type Route = object | ((body: unknown) => object);

/** A refusal as the server writes it. */
export class FakeRefusal {
  constructor(
    readonly code: AdminProblemCode,
    readonly more: { readonly retryAfterMs?: number; readonly detail?: string } = {},
  ) {}
}

/**
 * The operators' side of the server at the level of HTTP: scripted routes, a session with tokens that can be let end, a
 * live stream that is fed by hand. To add a route, put it into `routes` under "METHOD path".
 */
export class FakeAdmin {
  readonly calls: AdminCall[] = [];
  readonly routes = new Map<string, Route>();
  /** Whether the refresh cookie opens a session. */
  hasCookie = true;
  /** The server cannot be reached. */
  isAway = false;
  mustChangePassword = false;
  role: OperatorRole = 'admin';
  readonly streams: FakeStream[] = [];
  private tokens = 0;
  private valid: string | undefined;

  constructor() {
    this.routes.set('GET browser-errors', { groups: [] });
  }

  readonly fetch: AdminFetch = async (path, { method, headers, body, signal }) => {
    const route = `${method} ${path.replace('/api/admin/', '')}`;
    const token = headers['Authorization']?.replace('Bearer ', '');
    const read: unknown = body === undefined ? undefined : JSON.parse(body);
    this.calls.push({ route, body: read, token });
    await Promise.resolve();
    if (this.isAway) throw new TypeError('Failed to fetch');
    return this.answer({ route, body: read, token }, signal);
  };

  /** The calls to a route. */
  to(route: string): readonly AdminCall[] {
    return this.calls.filter((call) => call.route === route);
  }

  /** Every token given out so far is too old. */
  endTokens(): void {
    this.valid = undefined;
  }

  private answer({ route, body, token }: AdminCall, signal: AbortSignal | undefined): AdminAnswer {
    const scripted = this.routes.get(route);
    if (route === 'POST session/refresh' && !this.hasCookie) return refused(new FakeRefusal('signed-out'));
    if (route === 'POST session/refresh' || (route === 'POST session' && scripted === undefined)) return this.admit();
    if (route !== 'POST session' && (token === undefined || token !== this.valid)) {
      return refused(new FakeRefusal('signed-out'));
    }
    if (route === 'GET live') return this.stream(signal);
    if (route === 'DELETE session' || route === 'POST session/end-all') {
      this.hasCookie = false;
      this.endTokens();
      return answerOf(204, {});
    }
    const made = typeof scripted === 'function' ? (scripted as (body: unknown) => object)(body) : scripted;
    if (made === undefined) return refused(new FakeRefusal('not-found'));
    return made instanceof FakeRefusal ? refused(made) : answerOf(200, made);
  }

  private admit(): AdminAnswer {
    this.hasCookie = true;
    this.valid = `token-${String(++this.tokens)}`;
    return answerOf(200, {
      token: this.valid,
      expiresAt: 2_000_000,
      operator: { name: 'olga', role: this.role },
      mustChangePassword: this.mustChangePassword,
    });
  }

  private stream(signal: AbortSignal | undefined): AdminAnswer {
    const stream = new FakeStream();
    signal?.addEventListener('abort', () => {
      stream.break();
    });
    this.streams.push(stream);
    return { ...answerOf(200, {}), body: { getReader: () => stream } };
  }
}

/** A live stream whose pieces come by hand. */
class FakeStream {
  private readonly pieces: (Uint8Array | 'end' | 'break')[] = [];
  private wake: (() => void) | undefined;

  overview(overview: Overview): void {
    this.push(new TextEncoder().encode(`event: overview\ndata: ${JSON.stringify(overview)}\n\n`));
  }

  figures(figures: LiveFigures): void {
    this.push(new TextEncoder().encode(`event: figures\ndata: ${JSON.stringify(figures)}\n\n`));
  }

  /** As at the end of a token. */
  end(): void {
    this.push('end');
  }

  /** As when the line breaks. */
  break(): void {
    this.push('break');
  }

  async read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> {
    while (this.pieces.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const piece = this.pieces.shift();
    if (piece === 'break') throw new TypeError('network error');
    return piece === undefined || piece === 'end' ? { done: true } : { done: false, value: piece };
  }

  private push(piece: Uint8Array | 'end' | 'break'): void {
    this.pieces.push(piece);
    this.wake?.();
  }
}

function refused({ code, more }: FakeRefusal): AdminAnswer {
  const status = ADMIN_PROBLEM_STATUS[code];
  return answerOf(status, { type: 'about:blank', title: code, status, code, ...more });
}

function answerOf(status: number, body: object): AdminAnswer {
  return {
    status,
    ok: status < 400,
    json: () => Promise.resolve(body),
    blob: () => Promise.resolve(new Blob([JSON.stringify(body)])),
    body: null,
  };
}
