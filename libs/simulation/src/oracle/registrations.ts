import type { PublicId, SessionRegister } from '@hearken/protocol';
import type { NewRegistration } from '@api/session/person-store.port';
import type { ServerSocket } from '../network/wire';
import { IDENTITY } from '../server/sim-keys';

/**
 * Which registrations a socket has asked for. One is the socket's from the moment the database has raised it, not only
 * from its answer: a send that is under way on the same socket meanwhile acts under it.
 */
export class Registrations {
  readonly #asked = new Map<ServerSocket, string[]>();
  readonly #gens = new Map<string, number>();
  readonly #lastAsked = new Map<PublicId, ServerSocket>();

  asked(socket: ServerSocket, request: SessionRegister): void {
    const keys = this.#asked.get(socket) ?? [];
    this.#asked.set(socket, [...keys, keyOf({ ...request, store: IDENTITY.storeHash(request.store) })]);
    if (request.publicId !== undefined) this.#lastAsked.set(request.publicId, socket);
  }

  /** Whether no other socket has asked for a registration of this person since: it may be lost with a tail by now. */
  isLastToAsk(socket: ServerSocket, publicId: PublicId): boolean {
    return this.#lastAsked.get(publicId) === socket;
  }

  /** The database has raised a registration. */
  raised(registration: NewRegistration, gen: number): void {
    this.#gens.set(keyOf(registration), gen);
  }

  /** The newest gen a socket holds; `told` is that of the last answer. */
  genOf(socket: ServerSocket, told: number): number {
    return Math.max(told, ...(this.#asked.get(socket) ?? []).map((key) => this.#gens.get(key) ?? 0));
  }
}

/** As the database has it: the store's id only as a hash. No two registers of a store have the same attempt: the database refuses the second as late. */
function keyOf({ store, attempt }: Pick<SessionRegister, 'store' | 'attempt'>): string {
  return `${store}/${String(attempt)}`;
}
