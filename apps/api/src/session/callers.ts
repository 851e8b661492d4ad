import {
  PROTOCOL_VERSION,
  type AuthRequest,
  type PrivateId,
  type PublicId,
  type Registered,
  type RoomClaim,
  type RoomState,
} from '@hearken/protocol';
import type { Ids } from '../platform/ids.js';
import { ChatError } from '../realtime/chat-error.js';
import type { IdentityKeys } from './identity.js';
import type { LivePerson } from './people.js';
import type { PersonStore } from './person-store.port.js';
import type { CallOrigin, Identity, SessionService } from './session.service.js';

/** Version that a registration made by a call is noted under. */
const APP = 'rest';

/** What the callers' desk is made of. */
export interface CallersParts {
  readonly sessions: SessionService;
  readonly persons: PersonStore;
  readonly keys: IdentityKeys;
  readonly ids: Ids;
  /** Somebody has registered: other servers are told. */
  readonly registered: (publicId: PublicId) => void;
}

/** Who calls: the identity that a secret stands for, and whether the database has anybody of that name. */
export type Caller = Identity & CallOrigin & { readonly isKnown: boolean };

/**
 * People who call over REST instead of holding a socket. A call acts under the person's registration where the server
 * numbers; where nobody acts for them, it registers them; where a browser numbers, it is refused: one writer (I4).
 */
export class Callers {
  /** Registers that calls have begun: calls of the same person wait for the first one's. */
  readonly #registering = new Map<string, Promise<LivePerson>>();

  constructor(private readonly parts: CallersParts) {}

  /** With the private id only: the first of its public ids, in key order, that a user has; else the first key's. */
  async identify(privateId: PrivateId): Promise<Caller> {
    const { sessions, persons, keys } = this.parts;
    const publicIds = keys.publicIdsOf(privateId);
    for (const publicId of publicIds) {
      if (sessions.seats.isHere(publicId) || (await persons.find(publicId)) !== undefined) {
        return { privateId, publicId, isNew: false, isKnown: true };
      }
    }
    return { privateId, publicId: publicIds[0] ?? keys.publicIdOf(privateId), isNew: false, isKnown: false };
  }

  /** Somebody who has no secret yet. */
  newcomer(): Caller {
    return { ...this.parts.sessions.newcomer(), isKnown: false };
  }

  /**
   * The person as they act over REST; heard by this call.
   *
   * @throws {ChatError} replaced while a browser numbers for them; late, try-later
   */
  async acting(caller: Caller): Promise<LivePerson> {
    const { sessions } = this.parts;
    const { publicId } = caller;
    const seated = sessions.seats.get(publicId);
    if (seated === undefined) {
      const underWay = this.#registering.get(publicId) ?? this.#takeUp(caller);
      return underWay;
    }
    if (seated.record.numbering !== 'server') throw browserActs();
    sessions.called(seated);
    return seated;
  }

  /** `POST /api/auth`: from now on the server numbers for this person; a browser that did is told it was replaced. */
  async register(caller: Caller, more: AuthRequest & { readonly room?: RoomClaim } = {}): Promise<Registered> {
    const { sessions, ids } = this.parts;
    const answer = await sessions.registerCaller(
      {
        protocol: PROTOCOL_VERSION,
        app: APP,
        // A store of its own each time: calls have no order among themselves that could make one late.
        store: ids.registration(),
        attempt: 1,
        numbering: 'server',
        ...more,
      },
      caller,
    );
    this.parts.registered(caller.publicId);
    return answer;
  }

  /**
   * Looks in the database why a registration was refused. A person that acts again when it was lost or another server
   * has taken the calls; undefined when the refusal stands.
   *
   * @throws {ChatError} replaced when a browser has taken over
   */
  async renewed(person: LivePerson, caller: Caller): Promise<LivePerson | undefined> {
    const known = await this.parts.persons.find(caller.publicId);
    if (known?.reg === person.record.reg) return undefined;
    if (known?.numbering === 'browser' && known.gen > person.record.gen) throw browserActs();
    await this.register(caller);
    return this.acting(caller);
  }

  /** Registers a person with a room that the database does not know; the room as they wait in it. */
  async claim({ record }: LivePerson, room: RoomClaim): Promise<RoomState | undefined> {
    const { publicId } = record;
    const { state } = await this.register({ privateId: '', publicId, isNew: false, isKnown: true }, { room });
    return state.is === 'paired' ? state : undefined;
  }

  #takeUp(caller: Caller): Promise<LivePerson> {
    const underWay = this.#registered(caller).finally(() => this.#registering.delete(caller.publicId));
    this.#registering.set(caller.publicId, underWay);
    return underWay;
  }

  async #registered(caller: Caller): Promise<LivePerson> {
    const { sessions, persons } = this.parts;
    const { publicId } = caller;
    const known = await persons.find(publicId);
    const mayComeBack = sessions.isExpected(publicId) || known?.queue !== undefined || known?.room !== undefined;
    if (known?.numbering === 'browser' && mayComeBack) throw browserActs();
    await this.register(caller);
    const person = sessions.seats.get(publicId);
    if (person === undefined) throw ChatError.after('try-later', 1_000, 'the registration did not last; try again');
    return person;
  }
}

function browserActs(): ChatError {
  return ChatError.of('replaced', 'a browser acts for this person; POST /api/auth takes over from it');
}
