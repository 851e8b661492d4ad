import type { CoordinationMeter } from './coordination-meter.js';
import type { MatcherOptions } from '../queue/domain/matcher-options.js';
import type { Matcher } from '../queue/matcher.port.js';
import type { HintBus } from '../realtime/hint-bus.port.js';

/** How a server pairs people and passes hints on: by itself, or together with others. */
export interface Coordination {
  readonly is: 'single' | 'redis';
  /** Of this life of this process; registrations carry it. */
  readonly serverId: string;
  readonly hints: HintBus;
  matcher(options: MatcherOptions): Matcher;
  /** Whether it answers just now; without it conversations go on, and pairing rests. */
  isUp(): boolean;
  /** From now on `meter` is told how it goes. */
  measure(meter: CoordinationMeter): void;
  /** To be called when nobody is served any more. */
  close(): Promise<void>;
}
