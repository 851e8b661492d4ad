import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { Log } from '../platform/log.js';

/** A refusal over HTTP, RFC 9457. Names the kind of fault, never what was sent. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
}

/** Answers every error of every route, Nest's own included, as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(exception);
    if (status >= 500 && !(exception instanceof HttpException)) {
      this.log.error('http-request-broke', { cause: exception instanceof Error ? exception : undefined });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const extras = extrasOf(exception);
    if ('retryAfterMs' in extras && typeof extras.retryAfterMs === 'number') {
      response.setHeader('Retry-After', Math.ceil(extras.retryAfterMs / 1_000));
    }
    const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status };
    response
      .status(status)
      .type('application/problem+json')
      .setHeader('Cache-Control', 'no-store')
      .send(JSON.stringify({ ...problem, ...extras }));
  }
}

/** Also errors of Express and its middleware say their status; only those below 500 are believed. */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception !== 'object' || exception === null || !('status' in exception)) return 500;
  const { status } = exception;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** What one of our controllers adds; Nest's own bodies repeat the address asked for. */
function extrasOf(exception: unknown): object {
  if (!(exception instanceof HttpException)) return {};
  const body = exception.getResponse();
  return typeof body === 'object' && !('message' in body) ? body : {};
}
