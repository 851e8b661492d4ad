import { createServer, connect, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';

/** What the gate does with bytes: passes them, refuses everything, or swallows them while every socket stays open. */
type Mode = 'open' | 'cut' | 'half-open';

/**
 * One person's way to the server: a TCP proxy on an address of its own whose faults have names. A cut is heard at both
 * ends at once; a half-open line is heard by nobody, as when a train enters a tunnel.
 */
export class Gate {
  readonly #server: NetServer;
  readonly #targetPort: number;
  readonly #lines = new Set<Line>();
  #mode: Mode = 'open';
  #delayMs = 0;

  private constructor(server: NetServer, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (socket) => {
      this.#welcome(socket);
    });
  }

  /** Opens a gate to a port of this machine. */
  static async open(targetPort: number): Promise<Gate> {
    const server = createServer({ allowHalfOpen: false });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Gate(server, targetPort);
  }

  /** The address that the person's browser opens. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every line, and refuses new ones. */
  cut(): void {
    this.#mode = 'cut';
    for (const line of this.#lines) line.destroy();
  }

  /** Forwards nothing any more; nobody is told, and new lines are accepted and stay silent. */
  halfOpen(): void {
    this.#mode = 'half-open';
    for (const line of this.#lines) line.hold();
  }

  /** Lets everything through again, also what half-open lines have swallowed. */
  restore(): void {
    this.#mode = 'open';
    for (const line of this.#lines) line.release();
  }

  /** From now on every piece takes this long, each way. */
  slow(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends the gate for good. */
  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(browser: Socket): void {
    if (this.#mode === 'cut') {
      browser.on('error', () => {});
      browser.destroy();
      return;
    }
    const line = new Line(browser, this.#targetPort, () => this.#delayMs);
    this.#lines.add(line);
    line.onGone = () => this.#lines.delete(line);
    if (this.#mode === 'open') line.release();
  }
}

/** One connection through the gate. What it has to do waits in order while it is held. */
class Line {
  onGone: () => void = () => {};
  readonly #browser: Socket;
  readonly #targetPort: number;
  readonly #delayMs: () => number;
  #server: Socket | undefined;
  #held: (() => void)[] | undefined = [];
  #isGone = false;

  constructor(browser: Socket, targetPort: number, delayMs: () => number) {
    this.#browser = browser;
    this.#targetPort = targetPort;
    this.#delayMs = delayMs;
    this.#join(browser, () => this.#server);
    this.#held = [() => this.#connect()];
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const act of held) act();
  }

  destroy(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#browser.destroy();
    this.#server?.destroy();
    this.onGone();
  }

  #connect(): void {
    const server = connect(this.#targetPort, '127.0.0.1');
    this.#server = server;
    this.#join(server, () => this.#browser);
  }

  #join(from: Socket, to: () => Socket | undefined): void {
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      this.#later(() => to()?.write(bytes));
    });
    // Data is cut off without a word as well as with one; either way the other end hears of it when the line is open.
    from.on('error', () => {});
    from.on('close', () => {
      this.#later(() => this.destroy());
    });
  }

  /** Timers of the same length fire in the order they were set, so a slow line keeps the order too. */
  #later(act: () => void): void {
    const delayMs = this.#delayMs();
    if (delayMs === 0) this.#do(act);
    else setTimeout(() => this.#do(act), delayMs);
  }

  #do(act: () => void): void {
    if (this.#held !== undefined) this.#held.push(act);
    else act();
  }
}
