import type { Announcement } from '@hearken/protocol';
import type { Core } from './core';

/**
 * Words of the operators. In a conversation they take their place in its log, after everything held, and keep it over
 * reloads; what was said to one conversation stands in its log also where it has ended meanwhile; elsewhere they are
 * shown above. Stored before they count as seen: a page that dies between is told again, and knows them by their id.
 */
export class Announcer {
  constructor(private readonly core: Core) {}

  async take(announcements: readonly Announcement[]): Promise<void> {
    const { model } = this.core;
    const fresh = model.unseen(announcements);
    if (fresh.length === 0) return;
    const open = model.openRoom()?.room.roomId;
    const step = this.core.step();
    const inLog = new Set<number>();
    for (const { id, text, roomId: meant } of fresh) {
      const roomId = meant !== undefined && model.rooms.has(meant) ? meant : open;
      const draft = roomId === undefined ? undefined : step.draft(roomId);
      if (draft === undefined) continue;
      inLog.add(id);
      if (draft.room.marks.some(({ said }) => said?.id === id)) continue;
      draft.mark({ kind: 'announcement', t: draft.room.clock, at: id, said: { id, text } });
    }
    if (inLog.size > 0) await step.commit();
    model.announce(fresh, inLog);
  }

  /** The operators took these back: their place stays, their words go. */
  async takeBack(ids: readonly number[]): Promise<void> {
    const { model } = this.core;
    model.takeBack(ids);
    const step = this.core.step();
    for (const [roomId, { room }] of model.rooms) {
      if (!room.marks.some(({ said }) => said !== undefined && said.text !== '' && ids.includes(said.id))) continue;
      const marks = room.marks.map((mark) =>
        mark.said !== undefined && ids.includes(mark.said.id) ? { ...mark, said: { ...mark.said, text: '' } } : mark,
      );
      step.draft(roomId)?.set({ marks });
    }
    await step.commit();
  }
}
