import type { PublicId } from '@hearken/protocol';
import type { ClusterSide } from './cluster/cluster-side.js';
import { errorOf, type Log } from './platform/log.js';
import type { Hint } from './realtime/hint-bus.port.js';
import type { LiveRooms } from './room/live-room.js';
import type { RoomClaims } from './room/room-claims.js';
import type { RoomService } from './room/room.service.js';
import type { SessionService } from './session/session.service.js';

/** Whom a hint may concern. */
export interface HintListenerParts {
  readonly sessions: SessionService;
  readonly rooms: RoomService;
  readonly claims: RoomClaims;
  readonly live: LiveRooms;
  readonly cluster: ClusterSide | undefined;
  readonly log: Log;
}

/** What hints do on the server that they reach. */
export class HintListener {
  constructor(private readonly parts: HintListenerParts) {}

  hear(hint: Hint): void {
    const { cluster } = this.parts;
    const deliver = (heard: Hint): void => {
      this.#deliver(heard);
    };
    if (cluster === undefined) deliver(hint);
    else cluster.hear(hint, deliver);
  }

  #deliver(hint: Hint): void {
    const { sessions, rooms } = this.parts;
    switch (hint.kind) {
      case 'push':
        sessions.seats.push(hint.to, hint.event, hint.payload);
        break;
      case 'person':
        void this.#recheck(hint.to);
        break;
      case 'room':
        sessions.seats.push(hint.to, 'room:changed', { roomId: hint.roomId });
        break;
      case 'claimed':
        void this.parts.claims.hear(hint.claimed);
        break;
      case 'gone-on':
        if (!rooms.hasClaimed(hint.to, hint.roomId))
          sessions.seats.push(hint.to, 'room:changed', { roomId: hint.roomId });
        break;
      case 'paired':
      case 'moved':
      case 'asked-after':
      case 'missed':
        // Nobody says this to a server that is alone.
        break;
    }
  }

  async #recheck(publicId: PublicId): Promise<void> {
    try {
      if (await this.parts.sessions.recheck(publicId)) {
        // What they claimed here they claim anew where they are.
        this.parts.claims.drop(publicId);
        await this.parts.cluster?.left(publicId);
      }
      this.#acquaint(publicId);
    } catch (cause) {
      this.parts.log.warn('recheck-failed', { cause: errorOf(cause) });
    }
  }

  /** Somebody has registered elsewhere, where of a partner who is here nothing is known: they are told of them from here. */
  #acquaint(publicId: PublicId): void {
    const { live, sessions, rooms } = this.parts;
    const members = live.ofMember(publicId)?.record.members ?? [];
    const partner = members.find(({ id }) => id !== publicId);
    if (partner !== undefined && sessions.seats.isHere(partner.id)) rooms.placeChanged(partner.id);
  }
}
