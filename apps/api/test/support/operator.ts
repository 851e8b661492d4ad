import type { OperatorRole, SignedIn } from '@hearken/protocol';
import type { TestServer } from './server.js';

/** An answer of an operators' route. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export const PASSWORD = 'correct horse battery';

/** An operator at their browser: keeps the token and the refresh cookie as it would. */
export class TestOperator {
  token: string | undefined;
  cookie: string | undefined;

  constructor(readonly url: string) {}

  /** Any request; `headers` win. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token !== undefined && { Authorization: `Bearer ${this.token}` }),
        ...(this.cookie !== undefined && path.startsWith('/api/admin/session') && { Cookie: this.cookie }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().find((line) => line.startsWith('hearken_refresh='));
    if (set !== undefined) this.cookie = set.split(';')[0];
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && !text.includes('}\n');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  }

  /** A request that works; its body. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, body: answer } = await this.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} was refused: ${String(status)} ${JSON.stringify(answer)}`);
    return answer as T;
  }

  async signIn(name: string, password: string): Promise<SignedIn> {
    const signedIn = await this.must<SignedIn>('POST', '/api/admin/session', { name, password });
    this.token = signedIn.token;
    return signedIn;
  }
}

/** Somebody with an account, signed in, their one-time password changed. */
export async function operatorOn(server: TestServer, name: string, role: OperatorRole): Promise<TestOperator> {
  const operator = new TestOperator(server.url);
  const oneTime = await server.app.operators.create(name, role, 'console');
  if (oneTime === undefined) throw new Error('the name is taken');
  await operator.signIn(name, oneTime);
  const changed = await operator.must<SignedIn>('POST', '/api/admin/password', { current: oneTime, next: PASSWORD });
  operator.token = changed.token;
  return operator;
}
