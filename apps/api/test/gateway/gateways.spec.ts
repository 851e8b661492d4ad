import { describe, expect, it } from '@jest/globals';
import { MetadataScanner } from '@nestjs/core';
import { REQUEST_NAMES } from '@hearken/protocol';
import { QueueGateway } from '../../src/queue/queue.gateway.js';
import { RoomGateway } from '../../src/room/room.gateway.js';
import { SessionGateway } from '../../src/session/session.gateway.js';

const GATEWAYS = [SessionGateway, QueueGateway, RoomGateway];

/** The events that a gateway's methods say they answer. */
function eventsOf(gateway: (typeof GATEWAYS)[number]): readonly unknown[] {
  const prototype: object = gateway.prototype;
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .map((name): unknown => Reflect.getMetadata('message', Reflect.get(prototype, name) as object));
}

describe('the gateways', () => {
  it('answer exactly the requests that the protocol declares, each once', () => {
    const answered = GATEWAYS.flatMap(eventsOf);
    expect([...answered].sort()).toEqual([...REQUEST_NAMES].sort());
  });
});
