import { DEFAULT_LIMITS, type Ack } from '@hearken/protocol';
import { createCore, type Core } from '@api/core';
import type { ServerRules } from '@api/core-rules';
import type { LogFields } from '@api/platform/log';
import { MemoryMatcher } from '@api/queue/infra/memory-matcher';
import { MemoryPairingStore } from '@api/queue/infra/memory-pairing-store';
import { ChatError } from '@api/realtime/chat-error';
import { MemoryReportStore } from '@api/report/infra/memory-report-store';
import { MemoryMessageStore } from '@api/room/infra/memory-message-store';
import { MemoryRoomStore } from '@api/room/infra/memory-room-store';
import { MemoryPersonStore } from '@api/session/infra/memory-person-store';
import { Chance } from '../kernel/chance';
import { Process } from '../kernel/process';
import type { Wires } from '../network/sim-transport';
import type { ServerSide, ServerSocket } from '../network/wire';
import { EPOCH_MS } from '../run/epoch';
import { GenAlonePairing, GenAlonePersons, GenAloneRooms } from './gen-alone';
import { gated, gatedMessages, gatedPairing, type StepWatcher } from './gated-stores';
import type { SimCluster } from './sim-cluster';
import type { SimDatabase } from './sim-database';
import type { SimHints } from './sim-hints';
import { SimIds } from './sim-ids';
import type { SimMatcher } from './sim-matcher';
import { KEYS } from './sim-keys';

/** Whoever looks at what servers do. */
export interface ServerWitness {
  stepped: StepWatcher;
  asked(socket: ServerSocket, request: { readonly event: string; readonly payload: unknown }): void;
  answered(
    server: SimServer,
    socket: ServerSocket,
    request: { readonly event: string; readonly payload: unknown },
    ack: Ack<unknown>,
  ): void;
  pushed(server: SimServer, socket: ServerSocket, event: string, payload: unknown): void;
  crashed(server: SimServer, where: string, error: unknown): void;
  logged(server: SimServer, level: string, event: string, fields: LogFields | undefined): void;
}

/** What all servers of a run share. */
export interface ServerWorld {
  readonly seed: number;
  readonly database: SimDatabase;
  readonly hints: SimHints;
  readonly wires: Wires;
  readonly witness: ServerWitness;
  readonly isExclusive: boolean;
  readonly rules: Partial<ServerRules>;
  /** The pool that several servers share. */
  readonly matcher?: SimMatcher;
  /** What several servers know of each other. */
  readonly cluster?: SimCluster;
}

/** What a draining server asks its people to wait. */
const DRAIN_RETRY_MS = 300;

/** One server: a process that is started, killed, frozen, drained and started again, with the real core in it. */
export class SimServer implements ServerSide {
  process: Process;
  isListening = false;
  /** Virtual time of the last start, stop, freeze or wake: leeway is longer after one. */
  disturbedAt = 0;
  #core: Core | undefined;
  #lives = 0;

  constructor(
    readonly name: string,
    private readonly world: ServerWorld,
    private readonly skewMs: number,
  ) {
    this.process = this.#newProcess();
  }

  get isUp(): boolean {
    return this.isListening && this.process.state === 'running';
  }

  now(): number {
    return Math.floor(EPOCH_MS + this.skewMs + this.process.time.now);
  }

  start(): void {
    if (this.#core !== undefined) return;
    this.disturbedAt = this.process.time.now;
    this.process = this.#newProcess();
    const core = this.#createCore();
    this.#core = core;
    const { process } = this;
    core.boot().then(
      () => {
        process.run(() => {
          this.isListening = true;
          this.disturbedAt = process.time.now;
        });
      },
      // What can't boot exits, and is started again by whoever watches it.
      () => {
        process.run(() => {
          this.kill(false);
          process.time.after(1_000, () => {
            this.start();
          });
        });
      },
    );
  }

  /** kill -9, or, `isSilent`, the machine's power: nobody hears of it. */
  kill(isSilent: boolean): void {
    if (this.#core === undefined) return;
    this.disturbedAt = this.process.time.now;
    this.#core = undefined;
    this.isListening = false;
    this.process.kill();
    for (const wire of this.world.wires.living()) if (wire.server === this) wire.serverDied(isSilent);
  }

  /** SIGTERM: the core stops in its own time, and the process with it. */
  drain(): void {
    const core = this.#core;
    if (core === undefined || !this.isListening) return;
    this.disturbedAt = this.process.time.now;
    this.isListening = false;
    const { process } = this;
    const exit = (): void => {
      process.run(() => {
        this.kill(false);
      });
    };
    for (const wire of this.world.wires.living()) {
      if (wire.server === this) wire.socket.push('server:draining', { retryAfterMs: DRAIN_RETRY_MS });
    }
    core.drain().then(exit, exit);
  }

  freeze(): void {
    this.disturbedAt = this.process.time.now;
    this.process.freeze();
  }

  wake(): void {
    if (this.process.state !== 'frozen') return;
    this.disturbedAt = this.process.time.now;
    this.process.wake();
  }

  opened(_socket: ServerSocket): void {
    // The core meets a socket at its first event.
  }

  closed(socket: ServerSocket): void {
    this.#guarded('closed', () => this.#core?.closed(socket));
  }

  async handle(socket: ServerSocket, event: string, payload: unknown): Promise<Ack<unknown>> {
    this.world.witness.asked(socket, { event, payload });
    const ack = await this.#answer(socket, event, payload);
    this.world.witness.answered(this, socket, { event, payload }, ack);
    return ack;
  }

  pushed(socket: ServerSocket, event: string, payload: unknown): void {
    this.world.witness.pushed(this, socket, event, payload);
  }

  async #answer(socket: ServerSocket, event: string, payload: unknown): Promise<Ack<unknown>> {
    try {
      if (this.#core === undefined) throw new Error('no core');
      return { ok: true, data: await this.#core.handle(socket, event as never, payload as never) };
    } catch (error) {
      if (error instanceof ChatError) return { ok: false, error: error.toWire() };
      // An operation of unknown outcome that no service caught: the gateway's mapper says `internal`.
      if (!(error instanceof Error && error.name === 'NotKnownError')) this.world.witness.crashed(this, event, error);
      return { ok: false, error: { code: 'internal', message: 'internal error' } };
    }
  }

  #guarded(where: string, work: () => unknown): void {
    const report = (error: unknown): void => {
      if (!(error instanceof Error && error.name === 'NotKnownError')) this.world.witness.crashed(this, where, error);
    };
    try {
      void Promise.resolve(work()).catch(report);
    } catch (error) {
      report(error);
    }
  }

  #newProcess(): Process {
    const { database, seed } = this.world;
    return new Process(database.time, new Chance(seed, `process ${this.name}`));
  }

  #createCore(): Core {
    const { seed, database, hints, witness, isExclusive, rules, matcher, cluster } = this.world;
    const { process } = this;
    const id = `${this.name}.${String(this.#lives++)}`;
    const chance = new Chance(seed, `ids ${id}`);
    const clock = {
      now: () => this.now(),
      setTimeout: (action: () => void, ms: number) => process.setTimeout(action, ms),
      clearTimeout: (handle: unknown) => {
        process.clearTimeout(handle);
      },
    };
    const log = (level: string) => (event: string, fields?: LogFields) => {
      witness.logged(this, level, event, fields);
    };
    const { truth } = database;
    const isMutant = rules.randomRegistration === false;
    const persons = isMutant ? new GenAlonePersons(truth, clock) : new MemoryPersonStore(truth, clock);
    const rooms = isMutant ? new GenAloneRooms(truth, clock) : new MemoryRoomStore(truth, clock);
    const pairing = isMutant ? new GenAlonePairing(truth, clock) : new MemoryPairingStore(truth, clock);
    const gate = <T extends object>(store: T): T => gated(store, database, process, witness.stepped);
    return createCore(
      {
        clock,
        ids: new SimIds(chance),
        persons: gate(persons),
        rooms: gate(rooms),
        messages: gatedMessages(new MemoryMessageStore(truth, clock), database, process, witness.stepped),
        reports: gate(new MemoryReportStore(truth, clock)),
        pairing: gatedPairing(pairing, database, process, witness.stepped),
        hints: hints.busOf(process),
        log: { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') },
        matcher: matcher?.viewOf(process, id) ?? new MemoryMatcher(),
        ...(cluster === undefined ? {} : { cluster: cluster.portsOf(process, id) }),
      },
      {
        serverId: id,
        serverVersion: 'simulation',
        keys: KEYS,
        isExclusive: () => isExclusive,
        isVolatile: false,
        limits: DEFAULT_LIMITS,
        sameDeviceMayMeet: false,
        rules,
      },
    );
  }
}
