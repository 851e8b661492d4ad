import { expect, test } from '@playwright/test';

test('a real browser runs', async ({ page }) => {
  await page.setContent('<h1>Hearken</h1>');
  await expect(page.getByRole('heading')).toHaveText('Hearken');
});
