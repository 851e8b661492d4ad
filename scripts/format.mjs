import { install } from './workspace/install.mjs';
import { main } from './workspace/progress.mjs';
import { mustRun } from './workspace/run.mjs';

await main(async () => {
  await install();
  await mustRun('prettier --write --log-level warn .', { name: 'prettier' });
  await mustRun('eslint --fix . || true');
});
