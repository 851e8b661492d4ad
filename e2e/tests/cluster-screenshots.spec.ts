import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { meetOnTwoServers, test } from '../src/cluster-fixtures.ts';
import { bothSee, stillTogether } from '../src/meet.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

/** Two browsers on two servers while one of three is killed. Made on request only: `npm run screenshots`. */
test.describe('pictures', { tag: '@screenshots' }, () => {
  test.use({
    viewport: { width: 640, height: 720 },
    contextOptions: { reducedMotion: 'reduce', colorScheme: 'light' },
  });

  test('of two people whose server is killed', async ({ alice, bob, cluster }) => {
    mkdirSync(FOLDER, { recursive: true });
    const take = (moment: string) =>
      Promise.all(
        [alice, bob].map(({ name, page }) =>
          page.screenshot({ path: join(FOLDER, `cluster-${moment}-${name}.png`), animations: 'disabled' }),
        ),
      );
    const { ofAlice, ofBob } = await meetOnTwoServers(alice, bob, cluster);
    const said = [`I am on ${ofAlice.name}.`, `And I am on ${ofBob.name}.`];
    await alice.say(said[0] ?? '');
    await alice.isDelivered(said[0] ?? '');
    await bob.say(said[1] ?? '');
    await bob.isDelivered(said[1] ?? '');

    await cluster.freeze(ofAlice);
    said.push(`${ofAlice.name} no longer answers.`);
    await alice.say(said[2] ?? '');
    cluster.signal(ofAlice, 'SIGKILL');
    said.push(`It was killed with -9 just now.`);
    await bob.say(said[3] ?? '');
    await take('killed');
    await alice.isDelivered(said[2] ?? '', 20_000);
    await bob.isDelivered(said[3] ?? '', 20_000);
    said.push('And we talk on.');
    await alice.say(said[4] ?? '');
    await alice.isDelivered(said[4] ?? '');
    await bothSee(alice, bob, said);
    await stillTogether(alice, bob);
    await take('afterwards');
  });
});
