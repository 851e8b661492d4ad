/**
 * The console of every script: one line a step when it is done, and meanwhile a sign of life. On a terminal that is a
 * status line, elsewhere a line now and then.
 */
const isTerminal = process.stdout.isTTY === true && process.env.CI === undefined;
const REDRAW_MS = 200;
/** Without a terminal: long enough not to fill a log, short enough to see that it lives. */
const SIGN_OF_LIFE_MS = 20_000;

const active = new Set();
let redraw;

/** Seconds for people: `4.2 s`, `3 min 05 s`. */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** Prints a line of its own, above the status line. */
export function say(line) {
  if (isTerminal) process.stdout.write('\r\x1b[2K');
  console.log(line);
}

/**
 * Runs one step. `action` gets a function that takes the newest progress text. Prints one line when it ends: what it
 * was, and how long it took.
 */
export async function step(title, action) {
  const startedAt = performance.now();
  const line = (sign) => say(`${sign} ${title} (${duration(performance.now() - startedAt)})`);
  try {
    const result = await step.quiet(title, action);
    line('✓');
    return result;
  } catch (error) {
    line('✗');
    throw error;
  }
}

/** The same for a caller that has more to say in the closing line: only the signs of life are printed. */
step.quiet = async (title, action) => {
  const entry = { title, detail: '', startedAt: performance.now() };
  active.add(entry);
  const sign = isTerminal ? undefined : setInterval(() => say(`… ${describe(entry)}`), SIGN_OF_LIFE_MS);
  if (isTerminal) redraw ??= setInterval(drawStatus, REDRAW_MS);
  try {
    return await action((detail) => {
      entry.detail = detail;
    });
  } finally {
    clearInterval(sign);
    active.delete(entry);
    if (active.size === 0) {
      clearInterval(redraw);
      redraw = undefined;
      if (isTerminal) process.stdout.write('\r\x1b[2K');
    }
  }
};

function describe({ title, detail, startedAt }) {
  const time = duration(performance.now() - startedAt);
  return detail === '' ? `${title} (${time})` : `${title} (${time}): ${detail}`;
}

function drawStatus() {
  const text = `… ${[...active].map(describe).join(' · ')}`;
  process.stdout.write(`\r\x1b[2K${text.slice(0, Math.max(20, (process.stdout.columns ?? 80) - 1))}`);
}

/** An error whose message is for the person at the console: printed without a stack. */
export class Explained extends Error {}

/** Runs a script's main function and turns a failure into a plain message and an exit code. */
export async function main(action) {
  try {
    const code = await action();
    process.exitCode = typeof code === 'number' ? code : 0;
  } catch (error) {
    say(error instanceof Explained ? error.message : (error?.stack ?? String(error)));
    process.exitCode = 1;
  }
}
