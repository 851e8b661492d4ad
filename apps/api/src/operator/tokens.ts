import { createHmac } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../platform/clock.js';

/** How long a token is good for. What it allows is looked up at each use, so it may not even live as long. */
export const TOKEN_MS = 10 * 60 * 1_000;

const ISSUER = 'hearken';
const AUDIENCE = 'hearken-operators';
const ALGORITHM = 'HS256';

/** Short-lived bearer tokens of operators. A token names a session; role and rights are the database's to say. */
export class OperatorTokens {
  readonly #keys: readonly Uint8Array[];

  /** @param keys the server's keys: the first signs, all verify */
  constructor(
    keys: readonly string[],
    private readonly clock: Clock,
  ) {
    // A key of its own: nothing else that is signed with the server's keys is ever a token.
    this.#keys = keys.map((key) => createHmac('sha256', key).update('operator-token').digest());
  }

  async sign(sessionId: string): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const [key] = this.#keys;
    if (key === undefined) throw new Error('at least one server key is needed');
    const now = Math.floor(this.clock.now() / 1_000);
    const expires = now + TOKEN_MS / 1_000;
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(key);
    return { token, expiresAt: expires * 1_000 };
  }

  /** The session a token names and when it ends; undefined when it is cut, forged, expired or not ours. */
  async read(token: string): Promise<{ readonly sessionId: string; readonly expiresAt: number } | undefined> {
    for (const key of this.#keys) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ['exp', 'sid'],
          currentDate: new Date(this.clock.now()),
        });
        const { sid, exp } = payload;
        return typeof sid === 'string' && exp !== undefined ? { sessionId: sid, expiresAt: exp * 1_000 } : undefined;
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    return undefined;
  }
}
