import type { LastingEnd, PartResult, PublicId, RoomDelete, RoomId, RoomPart, RoomReport } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { ReportService } from '../report/report.service.js';
import type { LivePerson } from '../session/people.js';
import { endFor, slotIn, type ClosedRecord } from './domain/room-view.js';
import type { LogWriter } from './log-writer.js';
import { askToSync } from './member-hints.js';
import type { MessageStore } from './message-store.port.js';
import type { RoomClaims } from './room-claims.js';
import type { EndCause, RoomEnder } from './room-ender.js';
import type { RoomStore } from './room-store.port.js';
import type { RoomService } from './room.service.js';

/** Ends that keep two devices apart for good; the graver first. */
const BLOCKS = ['report', 'block'] as const;
/** How soon somebody asks again whose room's end the database has lost just now, ms. */
const TRY_AGAIN_MS = 1_000;

/** What parting for good needs of the rest. */
export interface PartingParts {
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly service: RoomService;
  readonly ender: RoomEnder;
  readonly claims: RoomClaims;
  readonly writer: LogWriter;
  readonly reports: ReportService;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
}

/** Parting for good: blocking, reporting, deleting. Always allowed at once, of an open room and of an ended one. */
export class Parting {
  constructor(private readonly parts: PartingParts) {}

  /** `room:block`: the two devices are never paired again; the partner sees a leave. */
  async block(person: LivePerson, part: RoomPart): Promise<PartResult> {
    const claimed = await this.parts.claims.leave(person, part.roomId, 'block');
    if (claimed !== undefined) return claimed;
    const { record } = await this.parts.service.find(person, part.roomId);
    return this.parts.service.part(person, record, part, 'block');
  }

  /** `room:report`: kept first, so that no crash can end the conversation and lose the report of it. */
  async report(person: LivePerson, report: RoomReport): Promise<PartResult> {
    const { record, slot } = await this.parts.service.find(person, report.roomId);
    await this.parts.reports.file({ record, reporter: slot }, report);
    return this.parts.service.part(person, record, {}, 'report');
  }

  /** `room:delete`: ended first; then nothing that comes late is taken, and what the server holds goes, for both. */
  async delete(person: LivePerson, { roomId }: RoomDelete): Promise<PartResult> {
    const claimed = await this.parts.claims.leave(person, roomId, 'deleted');
    if (claimed !== undefined) return claimed;
    const { record, slot } = await this.parts.service.find(person, roomId);
    const { state } = await this.parts.service.part(person, record, {}, 'deleted');
    const closed = await this.#delete(roomId, person.record.publicId);
    return { end: endFor(closed, slot), state };
  }

  /** Register: what this browser did about an ended room is done again, in case the database has lost it. */
  async renew(person: LivePerson, roomId: RoomId, endedWith: readonly LastingEnd[]): Promise<void> {
    const { rooms, ender, clock } = this.parts;
    const { publicId } = person.record;
    const record = await rooms.find(roomId);
    if (record === undefined || slotIn(record, publicId) === undefined) return;
    const block = BLOCKS.find((reason) => endedWith.includes(reason));
    if (record.end === undefined) {
      const cause: EndCause = { at: clock.now(), reason: block ?? 'deleted', by: publicId };
      await ender.end(record, cause, undefined, new Set([publicId]));
    } else if (block !== undefined) await ender.block(record);
    if (endedWith.includes('deleted')) await this.#delete(roomId, publicId);
  }

  async #delete(roomId: RoomId, by: PublicId): Promise<ClosedRecord> {
    const { rooms, messages, writer, ender, clock, log } = this.parts;
    const marked = await rooms.markDeleted(roomId, { at: clock.now(), by });
    if (marked === undefined) throw ChatError.after('try-later', TRY_AGAIN_MS, 'the end of this room was lost');
    const closed = await ender.close(marked);
    // What was on its way into the database when the room ended is there by now, and goes with the rest.
    await writer.flushed();
    await messages.delete(roomId);
    log.info('room-deleted', { room: roomId });
    this.#tellOther(closed, by);
    return closed;
  }

  /** A partner who was told of the end before asks again, and finds that there is nothing to read any more. */
  #tellOther({ id: roomId, members, end }: ClosedRecord, by: PublicId): void {
    if (end.reason === 'deleted') return;
    for (const { id: to } of members) {
      if (to !== by) askToSync(this.parts.hints, to, roomId);
    }
  }
}
