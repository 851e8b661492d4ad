import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { REST_STATUS, type ErrorCode } from '@hearken/protocol';
import { errorOf, type Log } from '../platform/log.js';
import { ChatError } from '../realtime/chat-error.js';

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
    if (status >= 500 && !isAnswer(exception)) {
      this.log.error('http-request-broke', { cause: errorOf(exception) });
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
    if (exception instanceof ChatError) tellWhenAgain(response, exception);
    response
      .status(status)
      .type('application/problem+json')
      .setHeader('Cache-Control', 'no-store')
      .send(JSON.stringify({ ...problem, ...extras }));
  }
}

/** A refusal, or what one of our controllers says on purpose; anything else with such a status is a fault. */
function isAnswer(exception: unknown): boolean {
  return exception instanceof HttpException || (exception instanceof ChatError && exception.code !== 'internal');
}

function tellWhenAgain(response: Response, { code, details }: ChatError): void {
  if (details.retryAfterMs !== undefined) response.setHeader('Retry-After', Math.ceil(details.retryAfterMs / 1_000));
  if (code === 'not-registered') response.setHeader('WWW-Authenticate', 'Bearer');
}

/** Also errors of Express and its middleware say their status; only those below 500 are believed. */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  if (exception instanceof ChatError) return REST_STATUS[exception.code];
  if (typeof exception !== 'object' || exception === null || !('status' in exception)) return 500;
  const { status } = exception;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** What one of our controllers adds; Nest's own bodies repeat the address asked for. */
function extrasOf(exception: unknown): object {
  if (exception instanceof ChatError) {
    const { code, message, details } = exception;
    const { accepted: _, ...told } = details;
    return { code, detail: message, ...told };
  }
  if (!(exception instanceof HttpException)) return codeOfStatus(statusOf(exception));
  const body = exception.getResponse();
  return typeof body === 'object' && !('message' in body) ? body : {};
}

/** What Express could not read: a body that is no JSON, or too long. */
function codeOfStatus(status: number): { readonly code?: ErrorCode } {
  if (status === 413) return { code: 'too-large' };
  return status < 500 ? { code: 'invalid' } : { code: 'internal' };
}
