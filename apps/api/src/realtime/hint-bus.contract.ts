import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Hint, HintBus } from './hint-bus.port.js';

/** What the contract needs of an adapter. */
export interface HintBusSubject {
  readonly bus: HintBus;
  /** Resolves when everything published so far has arrived, or never will. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** What every way of carrying hints promises, while nothing is broken: at most once, in order, and harmless. */
export function describeHintBus(adapter: string, open: () => Promise<HintBusSubject>): void {
  describe(`HintBus: ${adapter}`, () => {
    let subject: HintBusSubject;
    let bus: HintBus;
    let heard: Hint[];

    beforeEach(async () => {
      subject = await open();
      bus = subject.bus;
      heard = [];
    });

    afterEach(() => subject.close());

    const listen = (): (() => void) => bus.subscribe((hint) => heard.push(hint));
    const roomHint = (number: number): Hint => ({ kind: 'room', to: 'alice', roomId: `room-${String(number)}` });

    it('carries each kind of hint as it is, once', async () => {
      listen();
      const hints: Hint[] = [
        roomHint(1),
        { kind: 'person', to: 'alice' },
        { kind: 'push', to: 'alice', event: 'room:changed', payload: { roomId: 'room-1' } },
      ];

      for (const hint of hints) bus.publish(hint);
      await subject.settled();

      expect(heard).toEqual(hints);
    });

    it('I1: keeps the order of one person', async () => {
      listen();
      const hints = Array.from({ length: 100 }, (_, number) => roomHint(number));

      for (const hint of hints) bus.publish(hint);
      await subject.settled();

      expect(heard).toEqual(hints);
    });

    it('does not call a listener from within publish', async () => {
      listen();

      bus.publish(roomHint(1));
      expect(heard).toEqual([]);

      await subject.settled();
      expect(heard).toHaveLength(1);
    });

    it('tells nothing after it was asked to stop, also not what is under way', async () => {
      const stop = listen();
      bus.publish(roomHint(1));
      stop();
      stop();
      bus.publish(roomHint(2));
      await subject.settled();

      expect(heard).toEqual([]);
    });

    it('I9: goes on when a listener throws', async () => {
      bus.subscribe(() => {
        throw new Error('a fault in a listener');
      });
      listen();

      bus.publish(roomHint(1));
      bus.publish(roomHint(2));
      await subject.settled();

      expect(heard).toEqual([roomHint(1), roomHint(2)]);
    });

    it('may be used by a listener while it listens', async () => {
      const stop = bus.subscribe((hint) => {
        heard.push(hint);
        stop();
        bus.publish(roomHint(2));
        listen();
      });

      bus.publish(roomHint(1));
      await subject.settled();
      await subject.settled();

      expect(heard.slice(0, 2)).toEqual([roomHint(1), roomHint(2)]);
    });

    it('publishes to nobody without a fault', async () => {
      bus.publish(roomHint(1));

      await subject.settled();
    });
  });
}
