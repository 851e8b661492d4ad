import { Explained } from '../workspace/progress.mjs';
import { run } from '../workspace/run.mjs';
import { installSystemPackage } from './system-package.mjs';

/** The oldest series that ops/haproxy/haproxy.cfg is tried with. */
const OLDEST = [2, 6];

/**
 * Makes sure that an HAProxy runs. Answers its name or path. Tried in order: HEARKEN_HAPROXY; one on the PATH; Debian's
 * package, as root.
 */
export async function ensureProxy(progress) {
  const wanted = process.env.HEARKEN_HAPROXY ?? 'haproxy';
  if (await isGood(wanted)) return wanted;
  await installSystemPackage('haproxy', progress);
  if (await isGood('haproxy')) return 'haproxy';
  throw new Explained(
    `Several servers need a proxy, HAProxy ${OLDEST.join('.')} or newer, and none could be had. Install it so that ` +
      '`haproxy` is on the PATH (`apt-get install haproxy`, `brew install haproxy`), or name the program in HEARKEN_HAPROXY.',
  );
}

async function isGood(program) {
  const { code, output } = await run(`"${program}" -v`, { timeoutMs: 10_000 });
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(output) ?? [];
  if (code !== 0 || major === undefined) return false;
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}
