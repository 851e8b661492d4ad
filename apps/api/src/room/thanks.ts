import { otherSlot, type Nothing, type RoomThank } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { LivePerson } from '../session/people.js';
import { countsAsConversation, hasThanks, memberOf, slotIn } from './domain/room-view.js';
import type { RoomStore } from './room-store.port.js';
import type { ConversationTally } from './tally.port.js';

/** "That helped", said once after a conversation: no words, no score. */
export class Thanks {
  #given = 0;

  constructor(
    private readonly parts: {
      readonly rooms: RoomStore;
      readonly hints: HintBus;
      readonly tally?: ConversationTally | undefined;
    },
  ) {}

  /** How often it was said since the start, for metrics. */
  get given(): number {
    return this.#given;
  }

  /**
   * `room:thank`. Idempotent; the partner is told once.
   *
   * @throws {ChatError} not-member; wrong-state while the conversation goes on
   */
  async thank({ record: { publicId } }: LivePerson, { roomId }: RoomThank): Promise<Nothing> {
    const record = await this.parts.rooms.find(roomId);
    const slot = record && slotIn(record, publicId);
    if (record === undefined || slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    if (record.end === undefined) throw ChatError.of('wrong-state', 'this conversation goes on');
    const noted = await this.parts.rooms.thank(roomId, slot);
    if (noted === undefined) return {};
    this.#given += 1;
    if (noted === 'first' && countsAsConversation(record.end.reason)) this.parts.tally?.thanked(record.end.at);
    if (hasThanks({ ...record, thanks: [slot] }, slot)) {
      const to = memberOf(record, otherSlot(slot)).id;
      this.parts.hints.publish({ kind: 'push', to, event: 'room:thanked', payload: { roomId } });
    }
    return {};
  }
}
