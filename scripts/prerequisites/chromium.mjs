import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastStamp, stamp } from '../workspace/fingerprint.mjs';
import { ROOT } from '../workspace/paths.mjs';
import { Explained } from '../workspace/progress.mjs';
import { run } from '../workspace/run.mjs';
import { installSystemPackage } from './system-package.mjs';

const STAMP = 'chromium';
const E2E = join(ROOT, 'e2e');
/** Playwright's own download is about 170 MB. */
const DOWNLOAD_TIMEOUT_MS = 240_000;
const APT_TIMEOUT_MS = 480_000;
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Makes sure that a Chromium runs. Answers the path to give Playwright, or undefined where it uses its own. Tried in
 * order: HEARKEN_CHROMIUM; Playwright's own, installed already or now; one on the PATH; Debian's package, as root.
 */
export async function ensureChromium(progress) {
  const named = process.env.HEARKEN_CHROMIUM;
  if (named !== undefined && (await starts(named))) return named;
  if (await starts()) return undefined;
  // Where the download is refused, asking again on each run only costs time.
  const last = lastStamp(STAMP);
  if (last !== undefined && (await starts(last))) return last;

  progress("Playwright's own");
  const download = await run('playwright install chromium', {
    cwd: E2E,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    onLine: progress,
  });
  if (download.code === 0 && (await starts())) return undefined;

  const installed = await firstOnPath();
  if (installed !== undefined) return installed;

  // With its sandbox, which the package only recommends.
  await installSystemPackage('chromium', progress, { timeoutMs: APT_TIMEOUT_MS, withRecommended: true });
  const fromPackage = await firstOnPath();
  if (fromPackage !== undefined) return fromPackage;
  throw new Explained(
    'The browser tests need Chromium and none could be had. Install it so that `chromium` is on the PATH, or run ' +
      '`npx playwright install --with-deps chromium` in e2e/, or name the program in HEARKEN_CHROMIUM.',
  );
}

async function firstOnPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const program of PROGRAMS) {
      const path = join(folder, program);
      if (folder === '' || !isExecutable(path) || !(await starts(path))) continue;
      stamp(STAMP, path);
      return path;
    }
  }
  return undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function starts(path = '') {
  const { code } = await run(
    `node ../scripts/prerequisites/try-browser.mjs "${E2E}" ${path === '' ? '' : `"${path}"`}`,
    {
      cwd: E2E,
      timeoutMs: 60_000,
    },
  );
  return code === 0;
}
