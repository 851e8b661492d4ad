import type { HearkenServer } from './server.ts';

const PASSWORD = 'five little words go here';

/** An operator without a browser: what they do is not what is tested. */
export class OperatorCalls {
  readonly #origin: string;
  #token = '';

  private constructor(origin: string) {
    this.#origin = origin;
  }

  /** Makes one at the console, and signs in. */
  static async signIn(server: HearkenServer, name: string, role: 'admin' | 'moderator'): Promise<OperatorCalls> {
    const operator = new OperatorCalls(`http://127.0.0.1:${server.port}`);
    const once = await server.createOperator(name, role);
    operator.#token = tokenIn(await operator.ask('POST', 'session', { name, password: once }));
    operator.#token = tokenIn(await operator.ask('POST', 'password', { current: once, next: PASSWORD }));
    return operator;
  }

  /** Says something to people. */
  async say(text: string, to: Readonly<Record<string, string>> = { audience: 'all' }): Promise<void> {
    await this.ask('POST', 'sysmsg', { ...to, text });
  }

  /** A request below /api/admin; its answer. */
  async ask(method: string, path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.#origin}/api/admin/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#token !== '' && { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

function tokenIn(answer: unknown): string {
  return (answer as { token: string }).token;
}
