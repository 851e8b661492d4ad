import { OpenError, type Link, type LinkListener, type Transport } from '@web/connection/transport';
import type { Process } from '../kernel/process';
import { Channel } from './channel';
import type { Line } from './line';
import { Wire, type Copy, type ServerSide } from './wire';

/** The servers as a browser finds them: behind one address, with a proxy that sends it to one that listens. */
export interface Servers {
  /** A server that takes connections now; undefined when none does. */
  findListening(): ServerSide | undefined;
}

/** All connections of a run. */
export class Wires {
  readonly all = new Set<Wire>();
  #made = 0;

  constructor(readonly copy: Copy) {}

  make(server: ServerSide, process: Process, listener: LinkListener, line: Line): Wire {
    const wire = new Wire(server, { process, listener }, line, this.copy, `c${String(this.#made++)}`);
    this.all.add(wire);
    return wire;
  }

  /** Those that both ends, or one of them, still use. */
  living(): readonly Wire[] {
    for (const wire of this.all) if (!wire.socket.isOpen && !wire.link.isOpen) this.all.delete(wire);
    return [...this.all];
  }
}

/** TCP, the upgrade and the two greetings before a socket.io connection stands, beyond one round trip. */
const HANDSHAKE_ROUND_TRIPS = 2;

/** A tab's way to the servers over its device's line. */
export class SimTransport implements Transport {
  constructor(
    private readonly servers: Servers,
    private readonly wires: Wires,
    private readonly line: Line,
    private readonly process: Process,
  ) {}

  open(listener: LinkListener, timeoutMs: number): Promise<Link> {
    return new Promise((resolve, reject) => {
      const { process, line } = this;
      const greeting = new Channel(process.time, line, 'up');
      let isSettled = false;
      const settle = (then: () => void): void => {
        process.run(() => {
          if (isSettled) return;
          isSettled = true;
          process.clearTimeout(timer);
          greeting.break();
          then();
        });
      };
      const timer = process.setTimeout(() => {
        settle(() => {
          reject(new OpenError('timeout'));
        });
      }, timeoutMs);
      this.#travel(HANDSHAKE_ROUND_TRIPS * 2, () => {
        greeting.send(() => {
          const server = this.servers.findListening();
          if (server === undefined) {
            process.time.after(line.delay(), () => {
              settle(() => {
                reject(new OpenError('unreachable'));
              });
            });
            return;
          }
          server.process.run(() => {
            this.#accept(server, listener, (wire) => {
              // Who has given up meanwhile does not know of this connection: the kernel closes it.
              if (process.state === 'dead') wire.clientDied(false);
              process.run(() => {
                if (isSettled) wire.clientDied(false);
                settle(() => {
                  resolve(wire.link);
                });
              });
            });
          });
        });
      });
    });
  }

  /** So many ways over the line, each with the latency it has then: one that is quick again makes the rest quick. */
  #travel(ways: number, then: () => void): void {
    if (ways === 0) then();
    else
      this.process.time.after(this.line.delay(), () => {
        this.#travel(ways - 1, then);
      });
  }

  #accept(server: ServerSide, listener: LinkListener, opened: (wire: Wire) => void): void {
    const wire = this.wires.make(server, this.process, listener, this.line);
    server.opened(wire.socket);
    wire.down.send(() => {
      opened(wire);
    });
  }
}
