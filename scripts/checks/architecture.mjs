import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import config from '../../.dependency-cruiser.mjs';
import { ROOT } from '../workspace/paths.mjs';

const SOURCES = [
  'apps/api/src',
  'apps/api/test',
  'apps/web/src',
  'libs/protocol/src',
  'libs/simulation/src',
  'e2e',
  'bench',
];

/** For each rule, files of which the first breaks it. A rule that lets its sample pass is no rule. */
const SAMPLES = {
  'web-knows-only-the-protocol': {
    'apps/web/src/app/landing/s1.ts': "import '../../../../api/src/s1.js';",
    'apps/api/src/s1.ts': 'export {};',
  },
  'web-takes-no-decorators': {
    'apps/web/src/app/landing/s2.ts': "import '../../../../../libs/protocol/src/dto/s2.js';",
    'libs/protocol/src/dto/s2.ts': 'export {};',
  },
  'api-knows-only-the-protocol': {
    'apps/api/src/s3.ts': "import '../../web/src/app/s3';",
    'apps/web/src/app/s3.ts': 'export {};',
  },
  'protocol-knows-nobody': {
    'libs/protocol/src/s4.ts': "import '../../../apps/api/src/s4.js';",
    'apps/api/src/s4.ts': 'export {};',
  },
  'protocol-is-plain': { 'libs/protocol/src/s5.ts': "import { IsString } from 'class-validator';\nIsString();" },
  'protocol-needs-no-node': { 'libs/protocol/src/s6.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('');" },
  'nothing-shipped-knows-its-tests': {
    'apps/api/src/queue/s7.ts': "import './s7.spec.js';",
    'apps/api/src/queue/s7.spec.ts': 'export {};',
  },
  'entrances-use-services': {
    'apps/api/src/queue/s8.gateway.ts': "import type { Store } from './s8-store.port.js';\nexport type T = Store;",
    'apps/api/src/queue/s8-store.port.ts': 'export interface Store {}',
  },
  'only-modules-choose-adapters': {
    'apps/api/src/queue/s9.service.ts': "import './infra/s9.js';",
    'apps/api/src/queue/infra/s9.ts': 'export {};',
  },
  'nothing-points-back-to-an-entrance': {
    'apps/api/src/queue/s10.service.ts': "import './s10.gateway.js';",
    'apps/api/src/queue/s10.gateway.ts': 'export {};',
  },
  'adapters-know-only-ports': {
    'apps/api/src/queue/infra/s11.ts': "import '../s11.service.js';",
    'apps/api/src/queue/s11.service.ts': 'export {};',
  },
  'domain-is-pure': {
    'apps/api/src/queue/domain/s12.ts': "import { Injectable } from '@nestjs/common';\nInjectable();",
  },
  'domain-does-no-io': {
    'apps/api/src/queue/domain/s13.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('');",
  },
  'platform-knows-no-feature': {
    'apps/api/src/platform/s14.ts': "import '../queue/s14.js';",
    'apps/api/src/queue/s14.ts': 'export {};',
  },
  'cores-know-no-angular': {
    'apps/web/src/app/conversation/s15.ts': "import { signal } from '@angular/core';\nsignal(0);",
  },
  // A circle is reported once, at the file that sorts first.
  'no-circles': {
    'apps/api/src/queue/s16-a.ts': "import { b } from './s16-b.js';\nexport const a = () => b;",
    'apps/api/src/queue/s16-b.ts': "import { a } from './s16-a.js';\nexport const b = () => a;",
  },
  'everything-is-found': { 'apps/api/src/queue/s17.ts': "import './s17-nowhere.js';" },
};

/** Services may know ports, domain and each other: these files must break nothing. */
const GOOD = {
  'apps/api/src/queue/good.gateway.ts': "import './good.service.js';",
  'apps/api/src/queue/good.service.ts':
    "import type { Store } from './good-store.port.js';\nimport './domain/good.js';\nexport type T = Store;",
  'apps/api/src/queue/good-store.port.ts': 'export interface Store {}',
  'apps/api/src/queue/domain/good.ts': 'export {};',
  'apps/api/src/queue/infra/good.ts': "import type { Store } from '../good-store.port.js';\nexport type T = Store;",
  'apps/api/src/queue/good.module.ts': "import './infra/good.js';\nimport './good.gateway.js';",
};

let passed = 0;
const failures = [];
const check = (isGood, complaint) => (isGood ? (passed += 1) : failures.push(complaint));

const real = cruise(ROOT, SOURCES);
check(real.length === 0, real.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n'));

const inSamples = cruiseSamples();
for (const { name } of config.forbidden) {
  const culprit = Object.keys(SAMPLES[name] ?? {})[0];
  const isCaught = inSamples.some(({ rule, from }) => rule.name === name && from === culprit);
  check(
    isCaught,
    `The rule ${name} did not reject its sample${culprit === undefined ? ': it has none' : ` ${culprit}`}.`,
  );
}
const wronglyCaught = inSamples.filter(({ from }) => from in GOOD);
check(wronglyCaught.length === 0, `Rejected though it is as it should be: ${JSON.stringify(wronglyCaught)}`);

for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** The samples laid out like a repository of their own, judged by the same rules. */
function cruiseSamples() {
  const folder = mkdtempSync(join(tmpdir(), 'hearken-architecture-'));
  try {
    for (const [path, text] of Object.entries(Object.assign({}, GOOD, ...Object.values(SAMPLES)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    for (const name of ['tsconfig.base.json', 'tsconfig.architecture.json'])
      copyFileSync(join(ROOT, name), join(folder, name));
    return cruise(folder, ['apps', 'libs']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cruise(cwd, paths) {
  const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const options = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...options, ...paths], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not run: ${stderr}${stdout}`);
  return JSON.parse(stdout).summary.violations;
}
