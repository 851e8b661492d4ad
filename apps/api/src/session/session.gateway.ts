import type { Nothing, Registered, SessionPreferences, SessionRegister } from '@hearken/protocol';
import { Core } from '../core.js';
import { ChatGateway, OnRequest } from '../realtime/chat-gateway.js';
import type { Connection } from './connection.js';

/** The session family on the wire. */
@ChatGateway()
export class SessionGateway {
  constructor(private readonly core: Core) {}

  @OnRequest('session:register')
  register(caller: Connection, request: SessionRegister): Promise<Registered> {
    return this.core.handle(caller, 'session:register', request);
  }

  @OnRequest('session:preferences')
  preferences(caller: Connection, preferences: SessionPreferences): Promise<Nothing> {
    return this.core.handle(caller, 'session:preferences', preferences);
  }

  @OnRequest('session:closing')
  closing(caller: Connection, nothing: Nothing): Promise<Nothing> {
    return this.core.handle(caller, 'session:closing', nothing);
  }
}
