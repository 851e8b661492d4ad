import {
  applyDecorators,
  Catch,
  createParamDecorator,
  UseFilters,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Answer, Payload, RequestName } from '@hearken/protocol';
import type { Connection } from '../session/connection.js';
import type { ChatSocket } from './chat-socket.js';
import { connectionOf } from './socket-connection.js';

/**
 * Lets a handler's error through to the dispatcher. Nest's own filter would not acknowledge it, and would send the
 * client's payload back in an `exception` event.
 */
@Catch()
class PassOn implements ExceptionFilter {
  catch(exception: unknown): never {
    throw exception;
  }
}

const Caller = createParamDecorator((_: undefined, context: ExecutionContext) =>
  connectionOf(context.switchToWs().getClient<ChatSocket>()),
);

/** The only form a handler can have. */
type Handler<E extends RequestName> = (caller: Connection, payload: Payload<E>) => Promise<Answer<E>>;

/**
 * A gateway of the chat. It has no options: those are the adapter's. Its handlers may throw `ChatError`; checks, limits
 * and acknowledgements are the dispatcher's.
 */
export function ChatGateway(): ClassDecorator {
  return applyDecorators(WebSocketGateway(), UseFilters(PassOn));
}

/** A method that answers `event`. The compiler checks that payload and answer are the ones the protocol declares. */
export function OnRequest<E extends RequestName>(event: E) {
  return (target: object, method: string, descriptor: TypedPropertyDescriptor<Handler<E>>): void => {
    SubscribeMessage(event)(target, method, descriptor);
    Caller()(target, method, 0);
    MessageBody()(target, method, 1);
  };
}
