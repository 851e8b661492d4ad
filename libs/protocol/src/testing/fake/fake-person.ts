import { randomBytes } from 'node:crypto';
import type { PrivateId, PublicId } from '../../ids.js';
import type { Place } from '../../place.js';
import type { Role } from '../../queue.js';
import type { Numbering } from '../../session.js';
import type { FakeRoom } from './fake-room.js';

/** Somebody who has registered once. */
export interface FakePerson {
  readonly privateId: PrivateId;
  readonly publicId: PublicId;
  gen: number;
  isHere: boolean;
  takeBreak: boolean;
  numbering: Numbering;
  /** As their partner is told it. */
  place: Place | undefined;
  role: Role | undefined;
  queue:
    { readonly role: Role; readonly widen: boolean; readonly enteredAt: number; readonly front: boolean } | undefined;
  room: FakeRoom | undefined;
  /** Highest attempt of each store. */
  readonly attempts: Map<string, number>;
}

/** Somebody new. */
export function newcomer(): FakePerson {
  return {
    privateId: randomBytes(32).toString('base64url'),
    publicId: randomBytes(16).toString('base64url'),
    gen: 0,
    isHere: true,
    takeBreak: false,
    numbering: 'browser',
    place: undefined,
    role: undefined,
    queue: undefined,
    room: undefined,
    attempts: new Map(),
  };
}
