import type { Nothing, QueueJoin, QueuePlace, SendResult } from '@hearken/protocol';
import type { Connection } from '../session/connection.js';
import { OnRequest } from './chat-gateway.js';

const place: QueuePlace | undefined = undefined;
const sent: SendResult | undefined = undefined;

/** A handler that does not fit its event must not compile. That every event has one, test/gateway shows at run time. */
export class Samples {
  @OnRequest('queue:join')
  fits(_caller: Connection, _request: QueueJoin): Promise<QueuePlace> {
    return never(place);
  }

  // @ts-expect-error the answer of another event
  @OnRequest('queue:join')
  wrongAnswer(_caller: Connection, _request: QueueJoin): Promise<SendResult> {
    return never(sent);
  }

  // @ts-expect-error the payload of another event
  @OnRequest('room:typing')
  wrongPayload(_caller: Connection, _request: QueueJoin): Promise<Nothing> {
    return never<Nothing>(undefined);
  }

  // @ts-expect-error no such event
  @OnRequest('queue:jump')
  unknownEvent(_caller: Connection, _request: QueueJoin): Promise<QueuePlace> {
    return never(place);
  }

  // @ts-expect-error an answer that is not waited for would not be acknowledged
  @OnRequest('queue:join')
  notAPromise(_caller: Connection, _request: QueueJoin): Nothing {
    return {};
  }
}

function never<T>(_value: T | undefined): Promise<T> {
  return new Promise(() => undefined);
}
