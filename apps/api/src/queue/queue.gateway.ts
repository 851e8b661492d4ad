import type { Nothing, QueueJoin, QueuePlace, Settled } from '@hearken/protocol';
import { Core } from '../core.js';
import { ChatGateway, OnRequest } from '../realtime/chat-gateway.js';
import type { Connection } from '../session/connection.js';

/** The queue family on the wire. */
@ChatGateway()
export class QueueGateway {
  constructor(private readonly core: Core) {}

  @OnRequest('queue:join')
  join(caller: Connection, request: QueueJoin): Promise<QueuePlace> {
    return this.core.handle(caller, 'queue:join', request);
  }

  @OnRequest('queue:cancel')
  cancel(caller: Connection, nothing: Nothing): Promise<Settled> {
    return this.core.handle(caller, 'queue:cancel', nothing);
  }

  @OnRequest('queue:position')
  position(caller: Connection, nothing: Nothing): Promise<QueuePlace> {
    return this.core.handle(caller, 'queue:position', nothing);
  }
}
