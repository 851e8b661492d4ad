import type { PublicId, RoomId } from '@hearken/protocol';
import type { EndRecord, RoomRecord } from '@api/room/room-store.port';

/** What has been of a room. */
export interface RoomStory {
  readonly id: RoomId;
  readonly members: readonly [PublicId, PublicId];
  readonly devices: readonly [string, string];
  readonly openedAt: number;
  record: RoomRecord;
  /** Virtual time of the first end, if ever; a lost tail may have taken it back. */
  endedAt: number | undefined;
  end: EndRecord | undefined;
}

/** Reasons after which two people have met for good (design, section 6). */
const MEETINGS = new Set(['next', 'leave', 'closed', 'block', 'report', 'deleted']);

/** All rooms of a run as the database had them. */
export class RoomStories {
  readonly all = new Map<RoomId, RoomStory>();

  opened(record: RoomRecord, now: number): RoomStory {
    const known = this.all.get(record.id);
    const [a, b] = record.members;
    const story = known ?? {
      id: record.id,
      members: [a.id, b.id],
      devices: [a.device, b.device],
      openedAt: now,
      record,
      endedAt: undefined,
      end: undefined,
    };
    story.record = record;
    this.all.set(record.id, story);
    return story;
  }

  /** The room as a step left it; whether that step ended it. */
  changed(record: RoomRecord, now: number): boolean {
    const story = this.all.get(record.id) ?? this.opened(record, now);
    const isFirstEnd = record.end !== undefined && story.record.end === undefined;
    story.record = record;
    if (record.end !== undefined) {
      story.endedAt ??= now;
      story.end = record.end;
    }
    return isFirstEnd;
  }

  /** An earlier room after whose end these two may not meet again. */
  meetingBefore(record: RoomRecord): RoomStory | undefined {
    const [a, b] = record.members;
    for (const story of this.all.values()) {
      if (story.id === record.id || story.end === undefined || !MEETINGS.has(story.end.reason)) continue;
      if (story.devices.includes(a.device) && story.devices.includes(b.device)) return story;
    }
    return undefined;
  }
}
