import {
  TEXT_EXPIRES_MS,
  type Cursor,
  type PublicId,
  type ReaderCursor,
  type RoomId,
  type Slot,
} from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import type { MemoryDatabase } from '../../platform/memory/memory-database.js';
import type {
  Actor,
  BySlot,
  Deletion,
  EndRecord,
  Resume,
  RoomRecord,
  RoomStore,
  StreamRecord,
  UnexpiredRoom,
} from '../room-store.port.js';
import { isActing, isAtOrAbove, mayAct, resumed } from './memory-room-changes.js';
import { memoryRooms, type MemoryRooms, type RoomRow } from './memory-rooms.js';

/** Rooms in memory. The database is shared by all servers of a simulation, the clock is the server's own. */
export class MemoryRoomStore implements RoomStore {
  readonly #rooms: MemoryRooms;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#rooms = memoryRooms(database);
  }

  find(roomId: RoomId): Promise<RoomRecord | undefined> {
    return Promise.resolve(this.#row(roomId)?.room);
  }

  findMany(roomIds: readonly RoomId[]): Promise<readonly RoomRecord[]> {
    return Promise.resolve([...new Set(roomIds)].flatMap((id) => this.#row(id)?.room ?? []));
  }

  findActive(publicId: PublicId): Promise<RoomRecord | undefined> {
    const roomId = this.#rooms.activeOf(publicId);
    return Promise.resolve(roomId === undefined ? undefined : this.#row(roomId)?.room);
  }

  active(): Promise<readonly RoomRecord[]> {
    return Promise.resolve([...this.#rooms.values()].flatMap(({ room }) => (room.end === undefined ? [room] : [])));
  }

  insert(room: RoomRecord): Promise<'inserted' | 'taken'> {
    return Promise.resolve(this.#rooms.insert(room) === 'inserted' ? 'inserted' : 'taken');
  }

  resume(roomId: RoomId, resume: Resume): Promise<RoomRecord | 'fenced' | undefined> {
    const row = this.#row(roomId);
    if (row === undefined) return Promise.resolve(undefined);
    if (!mayAct(row.room, resume.slot, resume.actor)) return Promise.resolve('fenced');
    return Promise.resolve(this.#replace(row, resumed(row.room, resume)));
  }

  hold(roomId: RoomId, slot: Slot, actor: Actor, held: StreamRecord): Promise<RoomRecord | undefined> {
    const row = this.#row(roomId);
    if (row === undefined || !isActing(row.room, slot, actor)) return Promise.resolve(undefined);
    const raise = (known: StreamRecord): StreamRecord =>
      known.id === held.id && known.heldBelow < held.heldBelow ? held : known;
    const streams = { ...row.room.streams, [slot]: row.room.streams[slot].map(raise) };
    return Promise.resolve(this.#replace(row, { ...row.room, streams }));
  }

  seal(roomId: RoomId, slot: Slot, end: Cursor): Promise<RoomRecord | undefined> {
    const row = this.#row(roomId);
    if (row === undefined) return Promise.resolve(undefined);
    const fix = (known: StreamRecord): StreamRecord =>
      known.id === end.stream && known.end === undefined ? { ...known, end: end.n } : known;
    const streams = { ...row.room.streams, [slot]: row.room.streams[slot].map(fix) };
    return Promise.resolve(this.#replace(row, { ...row.room, streams }));
  }

  setReceived(roomId: RoomId, slot: Slot, actor: Actor, received: ReaderCursor): Promise<boolean> {
    const row = this.#row(roomId);
    if (row === undefined || !isActing(row.room, slot, actor)) return Promise.resolve(false);
    if (!isAtOrAbove(row.room.received[slot], received)) {
      this.#replace(row, { ...row.room, received: { ...row.room.received, [slot]: received } });
    }
    return Promise.resolve(true);
  }

  end(
    roomId: RoomId,
    end: EndRecord,
    judged?: { readonly slot: Slot; readonly actor: Actor },
  ): Promise<RoomRecord | 'fenced' | undefined> {
    const row = this.#row(roomId);
    if (row === undefined) return Promise.resolve(undefined);
    if (row.room.end !== undefined) return Promise.resolve(row.room);
    if (judged !== undefined && !isActing(row.room, judged.slot, judged.actor)) return Promise.resolve('fenced');
    const { heads: _heads, ...headless } = end;
    const expiresAt = end.at + TEXT_EXPIRES_MS;
    return Promise.resolve(this.#replace({ ...row, expiresAt }, { ...row.room, end: headless }));
  }

  setHeads(roomId: RoomId, heads: BySlot<readonly Cursor[]>): Promise<RoomRecord | undefined> {
    const row = this.#row(roomId);
    if (row?.room.end === undefined || row.room.end.heads !== undefined) return Promise.resolve(row?.room);
    return Promise.resolve(this.#replace(row, { ...row.room, end: { ...row.room.end, heads } }));
  }

  markDeleted(roomId: RoomId, deletion: Deletion): Promise<RoomRecord | undefined> {
    const row = this.#row(roomId);
    const end = row?.room.end;
    if (row === undefined || end === undefined) return Promise.resolve(undefined);
    if (end.deleted !== undefined) return Promise.resolve(row.room);
    const { note: _gone, ...rest } = end;
    // What is still being written while they are deleted, the retention job finds.
    return Promise.resolve(
      this.#replace({ ...row, isRetired: false }, { ...row.room, end: { ...rest, deleted: deletion } }),
    );
  }

  unexpired(endedBefore: number, limit: number): Promise<readonly UnexpiredRoom[]> {
    const found: { readonly endedAt: number; readonly unexpired: UnexpiredRoom }[] = [];
    for (const { room, expiresAt, isRetired } of this.#rooms.values()) {
      if (room.end === undefined || expiresAt === undefined || isRetired || room.end.at > endedBefore) continue;
      found.push({ endedAt: room.end.at, unexpired: { id: room.id, expiresAt: room.end.deleted?.at ?? expiresAt } });
    }
    found.sort((left, right) => left.endedAt - right.endedAt);
    return Promise.resolve(found.slice(0, limit).map(({ unexpired }) => unexpired));
  }

  thank(roomId: RoomId, slot: Slot): Promise<'first' | 'second' | undefined> {
    const row = this.#row(roomId);
    const { thanks = [] } = row?.room ?? {};
    if (row?.room.end === undefined || thanks.includes(slot)) return Promise.resolve(undefined);
    this.#replace(row, { ...row.room, thanks: [...thanks, slot] });
    return Promise.resolve(thanks.length === 0 ? 'first' : 'second');
  }

  markExpiring(roomId: RoomId): Promise<void> {
    const row = this.#rooms.get(roomId);
    if (row?.room.end !== undefined && !row.isRetired) this.#rooms.put({ ...row, isRetired: true });
    return Promise.resolve();
  }

  #row(roomId: RoomId): RoomRow | undefined {
    const row = this.#rooms.get(roomId);
    const isOver = row?.expiresAt !== undefined && row.expiresAt <= this.clock.now();
    return isOver ? undefined : row;
  }

  #replace(row: RoomRow, room: RoomRecord): RoomRecord {
    this.#rooms.put({ ...row, room });
    return room;
  }
}
