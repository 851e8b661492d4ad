/** Why the embedded database could not be started; `message` says what to do about it. */
export class EmbeddedMongoError extends Error {
  override readonly name = 'EmbeddedMongoError';
  readonly reason: 'in-use' | 'did-not-start';

  private constructor(reason: EmbeddedMongoError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  /** Another process holds the data folder. */
  static inUse(folder: string, holder: string): EmbeddedMongoError {
    return new EmbeddedMongoError(
      'in-use',
      `${folder} is in use by ${holder}. Stop it, or set DATA_DIR to another folder (and PORT to another port).`,
    );
  }

  /** `mongod` ended, or was not ready in time. */
  static didNotStart(binary: string, dbPath: string, cause: unknown): EmbeddedMongoError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new EmbeddedMongoError(
      'did-not-start',
      `${binary} did not start on ${dbPath}: ${why}. To see its own words, run it by hand: ` +
        `${binary} --dbpath ${dbPath} --replSet hearken --port 27999`,
      { cause },
    );
  }
}
