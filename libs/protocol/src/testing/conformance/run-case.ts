import type { Role } from '../../queue.js';
import type { ConformanceCase, ConformanceContext } from './conformance-case.js';
import { ConformanceFailure, promised } from './failure.js';
import { Person } from './person.js';
import type { Pool, ServerUnderTest } from './server-under-test.js';
import { Wire, type WireOptions } from './wire.js';

const DEFAULT_LIMIT_MS = 60_000;

/** What became of a case. */
export interface CaseResult {
  readonly name: string;
  readonly invariant: string;
  readonly tookMs: number;
  /** Absent: the server kept its promise. */
  readonly failure?: Error;
}

/** Runs one case in a context of its own, and closes what it opened. Never throws. */
export async function runCase(server: ServerUnderTest, conformanceCase: ConformanceCase): Promise<CaseResult> {
  const { name, invariant, limitMs = DEFAULT_LIMIT_MS } = conformanceCase;
  const scope = new CaseScope(server);
  const startedAt = Date.now();
  let failure: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ConformanceFailure(`over within ${String(limitMs)} ms`)), limitMs);
    });
    await Promise.race([conformanceCase.run(scope), tooLong]);
    const { violations } = scope;
    promised(violations.length === 0, 'what holds for every answer and push', violations);
  } catch (cause) {
    failure = cause instanceof Error ? cause : new Error(String(cause));
  } finally {
    clearTimeout(timer);
    await scope.close();
  }
  return { name, invariant, tookMs: Date.now() - startedAt, ...(failure === undefined ? {} : { failure }) };
}

class CaseScope implements ConformanceContext {
  readonly #wires: Wire[] = [];
  readonly #people: Person[] = [];

  constructor(readonly server: ServerUnderTest) {}

  get violations(): readonly string[] {
    return this.#wires.flatMap((wire) => wire.violations);
  }

  // Properties, not methods: cases take them out of the context.
  readonly wire = async (options?: WireOptions): Promise<Wire> => {
    const wire = await Wire.open(this.server, options);
    this.#wires.push(wire);
    return wire;
  };

  readonly stranger = async (name: string, options?: WireOptions): Promise<Person> => {
    const person = await Person.connect(name, this.server, (wire) => this.#wires.push(wire), options);
    this.#people.push(person);
    return person;
  };

  readonly person = async (name: string, options?: WireOptions): Promise<Person> => {
    const person = await this.stranger(name, options);
    await person.register();
    return person;
  };

  readonly pair = async (roles?: readonly [Role, Role]): Promise<readonly [Person, Person]> => {
    const alice = await this.person('alice');
    const bob = await this.person('bob');
    await this.meet(alice, bob, roles);
    return [alice, bob];
  };

  readonly meet = async (
    alice: Person,
    bob: Person,
    roles: readonly [Role, Role] = ['vent', 'listen'],
  ): Promise<void> => {
    const pools: readonly Pool[] = roles.map((role) => (role === 'talk' ? 'talk' : 'vent-listen'));
    await this.alone([...new Set(pools)], async () => {
      await alice.join(roles[0]);
      await bob.join(roles[1]);
      const [toAlice] = await Promise.all([alice.paired(), bob.paired()]);
      promised(
        toAlice.partner.publicId === bob.publicId,
        'nobody but this suite uses the server while it runs: alice is paired with bob',
        toAlice.partner,
      );
    });
  };

  readonly alone = <T>(pools: readonly Pool[], action: () => Promise<T>): Promise<T> =>
    this.server.alone(pools, async () => {
      try {
        return await action();
      } finally {
        await this.#emptyQueues();
      }
    });

  async close(): Promise<void> {
    await this.#emptyQueues();
    await Promise.all(this.#people.map((person) => leaveRoom(person)));
    for (const wire of this.#wires) wire.close();
  }

  /** Nobody of this case may be met by the next one. */
  async #emptyQueues(): Promise<void> {
    await Promise.all(this.#people.filter((person) => person.mayBeQueued).map((person) => leaveQueue(person)));
  }
}

async function leaveQueue(person: Person): Promise<void> {
  try {
    if (!person.wire.isOpen) await person.comeBack({ takeBreak: true });
    // Nor may they come back into the queue when the partner they were just given leaves them.
    await person.wire.ask('session:preferences', { takeBreak: true }, 2_000);
    await person.wire.ask('queue:cancel', {}, 2_000);
    person.mayBeQueued = false;
  } catch {
    // The case has failed in its own words, or the next one will.
  }
}

async function leaveRoom({ wire, room }: Person): Promise<void> {
  if (room === undefined || !wire.isOpen) return;
  try {
    await wire.ask('room:leave', { roomId: room.roomId }, 1_000);
  } catch {
    // As above.
  }
}
