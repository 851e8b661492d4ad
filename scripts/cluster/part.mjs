import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Explained } from '../workspace/progress.mjs';
import { tail } from '../workspace/run.mjs';

const RESTART_PAUSE_MS = 1_000;
const WATCH_EVERY_MS = 250;
const START_MAX_MS = 60_000;
/** Longer than a server's SHUTDOWN_MS. */
const STOP_MAX_MS = 15_000;
const SHOWN_LINES = 15;

/**
 * One process of the cluster: started, watched, started again a second after it died, and stopped.
 *
 * `probe` answers its state in a word, and rejects where it has none; `isGood` says which states are as they should be.
 * `show` hears each new state, `undertaker` each process; `onLine` hears what it prints, its log all of it.
 */
export class Part {
  #description;
  #show;
  #undertaker;
  #child;
  #state = '';
  #isStopping = false;
  #hasBeenGood = false;
  #watch = Promise.resolve();
  /** Ends the start: with what went wrong, if anything did. */
  #settle = () => undefined;

  /** The description: name, address, program, args, env, logFile, probe, isGood, onLine. */
  constructor(description, { show, undertaker }) {
    this.#description = description;
    this.#show = show;
    this.#undertaker = undertaker;
  }

  get name() {
    return this.#description.name;
  }

  get address() {
    return this.#description.address;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it, and resolves once its state is good. Rejects where it does not get there, with its last words. */
  async start() {
    rmSync(this.#description.logFile, { force: true });
    const failure = await new Promise((done) => {
      const timer = setTimeout(() => done('is not ready after a minute'), START_MAX_MS);
      this.#settle = (problem) => {
        clearTimeout(timer);
        done(problem);
      };
      this.#spawn();
      this.#watch = this.#keepWatching();
    });
    if (failure === undefined) return;
    await this.stop();
    throw new Explained(`${this.name} ${failure}.\n${this.#lastWords()}`);
  }

  /** Ends it for good. */
  async stop() {
    if (!this.#isStopping) {
      this.#isStopping = true;
      this.#settle('was stopped');
      if (this.#isRunning()) await this.#end();
      this.#tell('stopped');
    }
    await this.#watch;
  }

  async #end() {
    const child = this.#child;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    // A frozen one hears it only then.
    child.kill('SIGCONT');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS);
    await gone;
    clearTimeout(timer);
  }

  #spawn() {
    const { program, args, env, logFile, onLine } = this.#description;
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's process group: Ctrl-C is for the cluster, which ends its parts in order.
      detached: true,
    });
    this.#child = child;
    child.on('error', (error) => {
      // With a process it is only about a signal that could not be sent.
      if (child.pid === undefined) void this.#afterDeath(`can't be started (${error.message})`);
    });
    if (child.pid === undefined) return;
    this.#undertaker.expect(child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        appendFileSync(logFile, `${line}\n`);
        onLine?.(line);
      });
    }
    child.on('exit', (code, signal) => {
      this.#undertaker.forget(child.pid);
      void this.#afterDeath(`ended (${signal ?? `code ${code}`})`);
    });
  }

  async #afterDeath(how) {
    if (this.#isStopping) return;
    if (!this.#hasBeenGood) {
      this.#settle(how);
      return;
    }
    this.#tell(`${how}, is tried again`);
    await sleep(RESTART_PAUSE_MS);
    if (!this.#isStopping) this.#spawn();
  }

  async #keepWatching() {
    while (!this.#isStopping) {
      const { pid } = this;
      const state = this.#isRunning() ? await this.#description.probe().catch(() => undefined) : undefined;
      // It may have ended, or another have taken its place, while it was asked.
      if (this.#isRunning() && this.pid === pid && !this.#isStopping) this.#see(state);
      await sleep(WATCH_EVERY_MS);
    }
  }

  #see(state) {
    if (state !== undefined && this.#description.isGood(state) && !this.#hasBeenGood) {
      this.#hasBeenGood = true;
      this.#settle();
    }
    if (state !== undefined || this.#hasBeenGood) this.#tell(state ?? 'no answer');
  }

  #tell(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#show(this, state);
  }

  #isRunning() {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  #lastWords() {
    const { logFile } = this.#description;
    try {
      return `${tail(readFileSync(logFile, 'utf8'), SHOWN_LINES)}\n(all of it: ${logFile})`;
    } catch {
      return 'It has said nothing.';
    }
  }
}
