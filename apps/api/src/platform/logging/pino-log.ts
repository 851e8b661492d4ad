import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log, LogFields } from '../log.js';
import { describeError } from './describe-error.js';

/** The log as JSON lines (or whatever `destination` makes of them). Errors among the fields are described, not dumped. */
export class PinoLog implements Log {
  readonly #pino: Logger;

  constructor(level: string, destination: DestinationStream) {
    this.#pino = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  }

  error(event: string, fields?: LogFields): void {
    if (this.#pino.isLevelEnabled('error')) this.#pino.error(safe(fields), event);
  }

  warn(event: string, fields?: LogFields): void {
    if (this.#pino.isLevelEnabled('warn')) this.#pino.warn(safe(fields), event);
  }

  info(event: string, fields?: LogFields): void {
    if (this.#pino.isLevelEnabled('info')) this.#pino.info(safe(fields), event);
  }

  debug(event: string, fields?: LogFields): void {
    if (this.#pino.isLevelEnabled('debug')) this.#pino.debug(safe(fields), event);
  }
}

function safe(fields: LogFields = {}): object {
  const entries = Object.entries(fields).map(([key, value]) => [key, isPlain(value) ? value : describeError(value)]);
  return Object.fromEntries(entries) as object;
}

function isPlain(value: LogFields[string]): boolean {
  return value === undefined || ['string', 'number', 'boolean'].includes(typeof value);
}
