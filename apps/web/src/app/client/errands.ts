import type { ErrorPolicy, PartResult, WireError } from '@hearken/protocol';
import type { Session } from '../connection/connection';
import { addPart } from '../conversation/end-room';
import type { ErrandAct } from './client-state';
import type { Asked, Core } from './core';
import type { Errand } from './errand';
import { copyOf } from './report-copy';
import type { RoomKeeper } from './room-keeper';

/** What each makes of a room, as register tells it. */
const PARTS = { block: 'block', report: 'report', delete: 'deleted' } as const satisfies Record<ErrandAct, string>;

/**
 * Blocks, reports and deletes: one after the other, now or on the next connection. Neither the end of the conversation
 * nor another wish takes one back, and a reload does not lose it.
 */
export class Errands {
  #isAsked: Session | undefined;

  constructor(
    private readonly core: Core,
    private readonly keeper: RoomKeeper,
  ) {}

  /** Wants something; the same about the same conversation is wanted once, as said last. */
  want(errand: Errand): void {
    const others = this.#list.filter(({ act, roomId }) => act !== errand.act || roomId !== errand.roomId);
    this.#keep([...others, errand]);
    this.#act();
  }

  /** A session is registered: what is still wanted is asked for on it. */
  renew(): void {
    this.#isAsked = undefined;
    this.#act();
  }

  get #list(): readonly Errand[] {
    return this.core.model.tab.errands ?? [];
  }

  #keep(errands: readonly Errand[]): void {
    this.core.model.keep({ errands: errands.length === 0 ? undefined : errands });
  }

  #act(): void {
    const [errand] = this.#list;
    const session = this.core.connection.live;
    if (errand === undefined || session === undefined || this.#isAsked === session) return;
    this.#isAsked = session;
    const asked = {
      answered: (result: PartResult) => this.#answered(session, errand, result),
      refused: (error: WireError, policy: ErrorPolicy) => {
        this.#refused(session, errand, error, policy);
      },
      unanswered: () => {
        this.#later(session, 0);
      },
    };
    this.#ask(session, errand, asked);
  }

  #ask(session: Session, errand: Errand, asked: Asked<PartResult>): void {
    switch (errand.act) {
      case 'block': {
        const { act: _act, ...part } = errand;
        this.core.ask(session, 'room:block', part, asked);
        return;
      }
      case 'report': {
        const { act: _act, ...report } = errand;
        const log = this.core.model.rooms.get(errand.roomId);
        this.core.ask(session, 'room:report', { ...report, ...(log && copyOf(log)) }, asked);
        return;
      }
      case 'delete':
        this.core.ask(session, 'room:delete', { roomId: errand.roomId }, asked);
    }
  }

  async #answered(session: Session, errand: Errand, { end, state }: PartResult): Promise<void> {
    this.#done(errand);
    const step = this.core.step();
    const draft = step.draft(errand.roomId);
    if (draft !== undefined) addPart(draft, PARTS[errand.act]);
    await step.commit();
    await this.keeper.finish(session, end);
    if (!this.core.model.isElsewhere(end.roomId)) this.core.model.settle(state);
    this.#next(session);
  }

  #refused(session: Session, errand: Errand, error: WireError, policy: ErrorPolicy): void {
    switch (policy) {
      case 'retry':
      case 'wait':
        this.#later(session, this.core.backOff(error));
        return;
      case 'refuse':
      case 'settle':
      case 'sync':
        this.#done(errand);
        this.core.model.notify({ kind: 'refused', what: errand.act, message: error.message });
        this.#next(session);
        return;
      case 'register':
      case 'stop':
        return;
    }
  }

  #done(errand: Errand): void {
    this.#keep(this.#list.filter(({ act, roomId }) => act !== errand.act || roomId !== errand.roomId));
  }

  #later(session: Session, ms: number): void {
    this.core.later(session, ms, () => {
      this.#next(session);
    });
  }

  #next(session: Session): void {
    if (this.#isAsked === session) this.#isAsked = undefined;
    this.#act();
  }
}
