import type {
  Nothing,
  PartResult,
  RoomDelete,
  RoomPart,
  RoomReceived,
  RoomReport,
  RoomSend,
  RoomSync,
  RoomThank,
  RoomTouched,
  RoomTyping,
  SendResult,
  SyncResult,
} from '@hearken/protocol';
import { Core } from '../core.js';
import { ChatGateway, OnRequest } from '../realtime/chat-gateway.js';
import type { Connection } from '../session/connection.js';

/** The room family on the wire. */
@ChatGateway()
export class RoomGateway {
  constructor(private readonly core: Core) {}

  @OnRequest('room:send')
  send(caller: Connection, request: RoomSend): Promise<SendResult> {
    return this.core.handle(caller, 'room:send', request);
  }

  @OnRequest('room:sync')
  sync(caller: Connection, claim: RoomSync): Promise<SyncResult> {
    return this.core.handle(caller, 'room:sync', claim);
  }

  @OnRequest('room:received')
  received(caller: Connection, report: RoomReceived): Promise<Nothing> {
    return this.core.handle(caller, 'room:received', report);
  }

  @OnRequest('room:typing')
  typing(caller: Connection, notice: RoomTyping): Promise<Nothing> {
    return this.core.handle(caller, 'room:typing', notice);
  }

  @OnRequest('room:touched')
  touched(caller: Connection, notice: RoomTouched): Promise<Nothing> {
    return this.core.handle(caller, 'room:touched', notice);
  }

  @OnRequest('room:next')
  next(caller: Connection, part: RoomPart): Promise<PartResult> {
    return this.core.handle(caller, 'room:next', part);
  }

  @OnRequest('room:leave')
  leave(caller: Connection, part: RoomPart): Promise<PartResult> {
    return this.core.handle(caller, 'room:leave', part);
  }

  @OnRequest('room:block')
  block(caller: Connection, part: RoomPart): Promise<PartResult> {
    return this.core.handle(caller, 'room:block', part);
  }

  @OnRequest('room:report')
  report(caller: Connection, report: RoomReport): Promise<PartResult> {
    return this.core.handle(caller, 'room:report', report);
  }

  @OnRequest('room:delete')
  delete(caller: Connection, wish: RoomDelete): Promise<PartResult> {
    return this.core.handle(caller, 'room:delete', wish);
  }

  @OnRequest('room:thank')
  thank(caller: Connection, wish: RoomThank): Promise<Nothing> {
    return this.core.handle(caller, 'room:thank', wish);
  }
}
