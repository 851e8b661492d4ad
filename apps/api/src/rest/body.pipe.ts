import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { checkBody } from '@hearken/protocol/dto';
import { ChatError } from '../realtime/chat-error.js';

/**
 * Checks a body against the DTO class that the handler declares, by the very walk that checks payloads of sockets:
 * unknown fields, operators of a database, wrong types are all `invalid`. A call without a body has an empty one.
 */
export class BodyPipe implements PipeTransform<unknown, unknown> {
  transform(body: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined) return body;
    const given = body ?? {};
    const fault = checkBody(metatype as new () => object, given);
    if (fault !== undefined) throw ChatError.invalid(fault);
    return given;
  }
}
