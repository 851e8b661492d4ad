import type { PartnerNow, PublicId, RoomId, SyncResult } from '@hearken/protocol';
import type { QueueNeighbours } from '../queue/queue-neighbours.js';
import type { Hint } from '../realtime/hint-bus.port.js';
import type { Departure } from '../session/departures.js';
import type { PersonStore } from '../session/person-store.port.js';
import { Caretaker } from './caretaker.js';
import type { ClusterPorts } from './cluster.js';
import { Membership } from './membership.js';
import { Neighbours, type NeighboursParts } from './neighbours.js';

/** What one server of several is made of, besides what a server is made of. */
export interface ClusterSideParts extends NeighboursParts {
  readonly cluster: ClusterPorts;
  readonly persons: PersonStore;
}

/** For metrics. */
export interface ClusterFigures {
  readonly servers: () => number;
  readonly isCaretaker: () => boolean;
  readonly takenUp: () => number;
}

/** Of a server that is alone on its database. */
export const ALONE: ClusterFigures = { servers: () => 1, isCaretaker: () => true, takenUp: () => 0 };

/** What makes a server one of several on the same database: what it tells the others, and who looks after the dead. */
export class ClusterSide {
  readonly #neighbours: Neighbours;
  readonly #caretaker: Caretaker;
  readonly #membership: Membership;
  readonly figures: ClusterFigures;

  constructor(private readonly parts: ClusterSideParts) {
    const { sessions, queue, cluster } = parts;
    const membership = new Membership(cluster.registry, cluster.own, () => queue().here());
    this.#membership = membership;
    this.#neighbours = new Neighbours(parts);
    this.#caretaker = new Caretaker({
      ...parts,
      membership,
      lease: cluster.caretaker,
      isSeated: (publicId) => sessions().seats.isHere(publicId),
      expect: (departures) => {
        sessions().takeUp(departures);
      },
      letGo: (publicIds) => {
        sessions().forget(publicIds);
        for (const publicId of publicIds) void queue().places.leavePool(publicId);
      },
      restore: (record) => queue().places.restore(record),
      tellAway: (record) => parts.service().tellAway(record, sessions().presenceOf(record.publicId)),
    });
    this.figures = {
      servers: () => membership.living.length,
      isCaretaker: () => this.#caretaker.isHolder,
      takenUp: () => this.#caretaker.takenUp,
    };
  }

  /** Whom nobody hosts is taken up from now on, by this server or another one. */
  start(): Promise<void> {
    return this.#caretaker.start();
  }

  stop(): Promise<void> {
    return this.#caretaker.stop();
  }

  /** Whether this server looks after somebody: they have registered here, or were taken up from a dead server. */
  isOurs(publicId: PublicId): boolean {
    return this.parts.sessions().isExpected(publicId);
  }

  isStranded(departure: Departure): Promise<boolean> {
    return this.#caretaker.isStranded(departure);
  }

  /** How somebody of another server is, as their partner here is told. */
  partnerNow(publicId: PublicId): PartnerNow {
    return this.#neighbours.partnerNow(publicId);
  }

  /** Somebody here goes on in a room, or was paired into it: their partner elsewhere is told, and asked after. */
  meet(publicId: PublicId): void {
    this.#neighbours.meet(publicId);
  }

  /** Somebody here was answered what has become of their room. */
  synced(publicId: PublicId, roomId: RoomId, { is }: SyncResult): void {
    if (is === 'open') this.meet(publicId);
    // Ended by another server, whose hint was lost.
    else if (this.parts.live.ofMember(publicId)?.id === roomId) this.#neighbours.lookAfter(publicId);
  }

  /** They are on another server now: what this one held of them is that one's to know. */
  async left(publicId: PublicId): Promise<void> {
    this.parts.service().forgetUnattended(publicId);
    await this.parts.queue().places.leavePool(publicId);
  }

  hear(hint: Hint, deliver: (hint: Hint) => void): void {
    this.#neighbours.hear(hint, deliver);
  }

  /** The queue's view of the others. */
  get forQueue(): QueueNeighbours {
    return {
      isOurs: (publicId) => this.isOurs(publicId),
      lookedAfter: () => [this.#membership.own.id, ...this.#caretaker.deadServers],
      elsewhere: () => this.#membership.elsewhere,
      tellMoved: (to) => {
        this.parts.hints.publish({ kind: 'moved', to });
      },
      heldOf: (publicId) => this.parts.service().heldOf(publicId),
      holdOnly: (publicId, before, roomId) => {
        this.parts.service().holdOnly(publicId, before, roomId);
      },
      lookAfter: (publicId) => {
        this.#neighbours.lookAfter(publicId);
      },
    };
  }
}
