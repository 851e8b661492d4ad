import { expect } from '@playwright/test';
import type { Person } from './person.ts';
import type { HearkenServer } from './server.ts';

const PASSWORD = 'four little words here';

/** Makes an operator at the console, and signs in with the one-time password and then a password of their own. */
export async function signIn(operator: Person, server: HearkenServer, role: 'admin' | 'moderator'): Promise<void> {
  const once = await server.createOperator(operator.name, role);
  operator.secrets.add(once).add(PASSWORD);
  await operator.arrive('/admin');
  await operator.page.getByLabel('Name').fill(operator.name);
  await operator.page.getByLabel('Password').fill(once);
  await operator.page.getByLabel('Password').press('Enter');
  await expect(operator.heading('Choose your password')).toBeVisible();
  await operator.page.getByLabel('One-time password').fill(once);
  await operator.page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await operator.page.getByLabel('New password again').fill(PASSWORD);
  await operator.button('Change password').click();
  await expect(operator.heading('Overview')).toBeVisible();
}

export async function goTo(operator: Person, section: string): Promise<void> {
  await operator.page.getByRole('navigation').getByRole('link', { name: section }).click();
  await expect(operator.page.getByRole('heading', { level: 1, name: section })).toBeFocused();
}
