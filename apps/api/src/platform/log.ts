/**
 * The services' log. `event` is a fixed word, fields are counts, codes, durations and public ids; never a private id, an
 * address or a text (I10). Levels: error = someone must act; warn = a recovered anomaly; info = one line per lifecycle
 * step; debug = the rest.
 */
export interface Log {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined | Error>>;

/** What was thrown, where it is an error: anything else might be words of somebody. */
export function errorOf(thrown: unknown): Error | undefined {
  return Error.isError(thrown) ? thrown : undefined;
}

/** For tests and simulations that do not look. */
export const silentLog: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing };

function nothing(): void {
  // Nobody listens.
}
