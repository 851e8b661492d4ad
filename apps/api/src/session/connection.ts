import type { BanNotice, CloseReason, Place, PushName, Pushes } from '@hearken/protocol';

/** One socket, as the services see it: they push and close, the gateway tells them what it heard. */
export interface Connection {
  /** Unique on this server; for the log. */
  readonly id: string;
  /** Keyed hashes of the network it comes from, under each key of the server, the signing one first; for bans. */
  readonly networks?: readonly string[];
  /** Where the address it comes from is, as far as that is known; told to nobody but a partner, where the person shows it. */
  readonly place?: Place | undefined;
  /** Clock time (ms) of the last byte heard: any packet or pong. */
  lastHeard(): number;
  push<E extends PushName>(event: E, payload: Pushes[E]): void;
  /** Says why (`session:closed`) and closes. @param ban with `banned` */
  close(reason: CloseReason, ban?: BanNotice): void;
}
