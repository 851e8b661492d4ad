import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Lets real time pass. Only for tests in which the length of an outage is the very thing tested; whatever can be seen on
 * the screen is waited for there.
 */
export async function outageOf(ms: number): Promise<void> {
  await sleep(ms);
}
