/** One thing to do. It may read and change everything: no other task runs meanwhile. */
export type Task = () => void | Promise<void>;

/**
 * Does one task after the other, in the order in which they were posted. Whatever changes the client's state runs here:
 * a task may wait for the store without anything changing under its feet, and nothing overtakes anything.
 */
export class Mailbox {
  #tasks: Task[] = [];
  #isRunning = false;
  #isStopped = false;

  /** @param failed is told what a task threw; the next task runs all the same */
  constructor(private readonly failed: (error: unknown) => void) {}

  post(task: Task): void {
    if (this.#isStopped) return;
    this.#tasks.push(task);
    if (!this.#isRunning) void this.#run();
  }

  /** Forgets what has not begun, and takes no more. */
  stop(): void {
    this.#isStopped = true;
    this.#tasks = [];
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      try {
        const work = task();
        if (work !== undefined) await work;
      } catch (error) {
        this.failed(error);
      }
    }
    this.#isRunning = false;
  }
}
