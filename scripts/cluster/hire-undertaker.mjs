import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('undertaker.mjs', import.meta.url));

/** Starts the process that ends the parts of a cluster which was itself ended hard. */
export function hireUndertaker() {
  const undertaker = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const { stdin } = undertaker;
  for (const emitter of [undertaker, stdin]) {
    emitter.on('error', () => {
      // Without it the parts of a killed cluster live on; nothing else depends on it.
    });
  }
  return {
    expect: (pid) => void stdin.write(`+${pid}\n`),
    forget: (pid) => void stdin.write(`-${pid}\n`),
    dismiss: () => void stdin.end(),
  };
}
