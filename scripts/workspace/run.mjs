import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from './paths.mjs';
import { pinnedNodeFolder } from './pinned-node.mjs';
import { Explained } from './progress.mjs';

const TAIL_LINES = 60;
const ORPHAN_CHECK_MS = 500;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How many command lines run now. */
let running = 0;

/** The environment in which everything runs: the pinned Node first, then the tools of the package and of the root. */
export function toolEnv(folder = ROOT, extra = {}) {
  const bins = [pinnedNodeFolder(), join(folder, 'node_modules', '.bin'), join(ROOT, 'node_modules', '.bin')];
  return {
    ...process.env,
    ...extra,
    PATH: [...bins.filter((bin) => bin !== undefined), process.env.PATH ?? ''].join(delimiter),
  };
}

/**
 * Runs a command line to its end and resolves with its output and exit code. `onLine` hears each line as it comes.
 * Killed with its children after `timeoutMs`, and when we are told to end ourselves.
 */
export function run(command, { cwd = ROOT, env = toolEnv(cwd), onLine, timeoutMs } = {}) {
  return new Promise((done) => {
    const isWindows = process.platform === 'win32';
    // A group of its own, so that a step that hangs takes its children with it.
    const child = spawn(command, { cwd, env, shell: true, detached: !isWindows, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let rest = '';
    const take = (chunk) => {
      output += chunk;
      if (onLine === undefined) return;
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop();
      for (const line of lines) if (line.trim() !== '') onLine(line.trim());
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const end = (signal) => {
      try {
        if (isWindows) child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            output += `\nStopped: not done after ${timeoutMs / 1000} s.\n`;
            end('SIGKILL');
          }, timeoutMs);
    const onExit = () => end('SIGTERM');
    process.once('exit', onExit);
    if (running++ === 0) for (const name of ENDING_SIGNALS) process.on(name, endInOrder);
    child.on('error', (error) => {
      output += String(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.removeListener('exit', onExit);
      if (--running === 0) for (const name of ENDING_SIGNALS) process.removeListener(name, endInOrder);
      done({ code: code ?? 1, signal, output });
    });
  });
}

/** By itself a signal, Ctrl-C too, ends us without `exit`; what we run is in groups of its own and would not hear of it. */
function endInOrder(signal) {
  process.exit(128 + constants.signals[signal]);
}

/** Like {@link run}, but a failure is an error that shows the end of the output. */
export async function mustRun(command, options = {}) {
  const result = await run(command, options);
  if (result.code !== 0) throw new Explained(`\n${tail(result.output)}\n\nFailed: ${options.name ?? command}`);
  return result.output;
}

/** The command line of a package's script, to be run in its folder: pnpm itself would cost a second each time. */
export function packageScript(folder, script) {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return scripts[script];
}

/** The last lines of an output. */
export function tail(output, lines = TAIL_LINES) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Runs a program in the foreground with our console, passes signals on, and resolves with its exit code. Ctrl-C reaches
 * it from the terminal itself: passing that on too would count as the second, impatient one.
 */
export function runForeground(program, args, { cwd = ROOT, env = toolEnv(cwd) } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    const onInterrupt = () => {
      if (process.stdin.isTTY !== true) child.kill('SIGINT');
    };
    const onTerminate = () => child.kill('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    process.on('SIGHUP', onTerminate);
    const guard = stopWhenOrphaned(onTerminate);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearInterval(guard);
      process.removeListener('SIGINT', onInterrupt);
      process.removeListener('SIGTERM', onTerminate);
      process.removeListener('SIGHUP', onTerminate);
      done(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/**
 * `npm start` that is told to end tells only the shell between us and it, which goes without a word. A server that lives
 * on unseen keeps the port and the data, so being left alone counts as SIGTERM.
 */
export function stopWhenOrphaned(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const guard = setInterval(() => {
    if (process.ppid === parent) return;
    // Once: a second signal would mean that we are out of patience.
    clearInterval(guard);
    stop();
  }, ORPHAN_CHECK_MS).unref();
  return guard;
}
