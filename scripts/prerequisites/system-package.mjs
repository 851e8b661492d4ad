import { run } from '../workspace/run.mjs';

const TIMEOUT_MS = 300_000;

/**
 * Installs a package of Debian's where nobody has to be asked: on Linux, as root. Whether it worked is for the caller
 * to see. `withRecommended`: what it recommends as well.
 */
export async function installSystemPackage(name, progress, { timeoutMs = TIMEOUT_MS, withRecommended = false } = {}) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  progress("the system's package");
  const install = `apt-get install -y -qq ${withRecommended ? '' : '--no-install-recommends '}${name}`;
  await run(`apt-get update -qq && DEBIAN_FRONTEND=noninteractive ${install}`, { timeoutMs, onLine: progress });
}
