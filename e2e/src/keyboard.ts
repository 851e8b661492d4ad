import { expect, type Locator, type Page } from '@playwright/test';

/** More Tabs than any page here has stops. */
const STOPS_MAX = 60;

/** Tabs until the element has the focus, as somebody without a mouse does; every stop on the way must be seen. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press(key);
    await focusIsSeen(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} never reaches ${String(target)}.`);
}

/**
 * Holds where what has the focus is on the screen, with a ring around it. The page as a whole needs none, and the heading
 * of a dialog has none: the dialog itself has just come up.
 */
async function focusIsSeen(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body || element.matches('dialog h2')) return undefined;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const isOnScreen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const hasRing = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    return isOnScreen && hasRing ? undefined : element.outerHTML.slice(0, 200);
  });
  expect(unseen, 'has the focus, and nobody sees it').toBeUndefined();
}

/** Holds when the element gets the focus, and it is seen. */
export async function hasFocus(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeFocused();
  await focusIsSeen(page);
}
