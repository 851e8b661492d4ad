import { createRequire } from 'node:module';

/** Starts a browser once, to see whether it runs here: `try-browser.mjs <e2e folder> [<program>]`. */
const [folder, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(`${folder}/`)('@playwright/test');

const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
  timeout: 30_000,
});
await browser.close();
