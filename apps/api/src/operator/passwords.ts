import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's second choice for Argon2id, which is the library's own default: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Bytes of a one-time password: 20 characters base64url, more than anybody can try. */
const ONE_TIME_BYTES = 15;

/** Hashes and checks passwords of operators. */
export class Passwords {
  /** A hash that no password has: who does not exist takes as long to refuse as who does. */
  #nobody: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return hash(password, OPTIONS);
  }

  /** @param stored undefined: there is no such operator; takes as long, and is wrong */
  async isRight(password: string, stored: string | undefined): Promise<boolean> {
    this.#nobody ??= this.hash(randomBytes(32).toString('hex'));
    const isRight = await verify(stored ?? (await this.#nobody), password);
    return stored !== undefined && isRight;
  }

  /** A fresh password to be shown once. */
  static oneTime(): string {
    return randomBytes(ONE_TIME_BYTES).toString('base64url');
  }
}
