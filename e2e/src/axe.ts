import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Holds when axe finds nothing on the page, in both colour schemes. */
export async function findsNothing(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A colour on its way from one scheme to the other is nobody's choice. Not waited for: a page that draws no frame just
    // then never gets there. What inherits it sets out when it has arrived, so again, at most once for each level.
    await page.evaluate(() => {
      const underWay = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
      const levels = 100;
      for (let level = 0; level < levels && underWay().length > 0; level += 1) {
        for (const each of underWay()) each.finish();
      }
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect.soft(found, `${where}, ${colorScheme}`).toEqual([]);
  }
}
