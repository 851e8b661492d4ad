import type { LoggerService } from '@nestjs/common';
import type { Log } from '../log.js';
import { describeError } from './describe-error.js';

/** What Nest says about itself, in our log: its lifecycle is none of ours, so it is `debug`; its faults stay faults. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: unknown): void {
    this.target.debug('nest', { message: asText(message), context: asText(context) });
  }

  verbose(message: unknown, context?: unknown): void {
    this.log(message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.log(message, context);
  }

  warn(message: unknown, context?: unknown): void {
    this.target.warn('nest', { message: asText(message), context: asText(context) });
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.target.error('nest', { message: asText(message), context: asText(rest.at(-1)) });
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.error(message, ...rest);
  }
}

/** Nest hands over texts of its own, and errors of anybody's. */
function asText(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(describeError(message));
}
