import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Set by scripts/prerequisites/chromium.mjs where Playwright's own Chromium can't be had; else Playwright's own is used. */
const executablePath = process.env['HEARKEN_CHROMIUM'];

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  fullyParallel: true,
  workers: 2,
  // Pictures are made when they are asked for: `npm run screenshots`.
  ...(process.env['HEARKEN_SCREENSHOTS'] === undefined ? { grepInvert: /@screenshots/ } : { grep: /@screenshots/ }),
  forbidOnly: process.env['CI'] !== undefined,
  // Against a test that hangs; the longest takes half a minute on two idle cores, and several share them.
  timeout: 120_000,
  // Nothing of this is a promise of speed: the machine may be busy, and a way back may wait for its next attempt.
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../reports/e2e.json' }]],
  use: {
    launchOptions: {
      ...(executablePath !== undefined && existsSync(executablePath) ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
