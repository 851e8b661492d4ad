const CORE = '^apps/web/src/app/(client|connection|conversation)/';
const ANGULAR_FILE = '\\.(service|store|component|routes|config)\\.ts$';
const TEST = '(\\.(spec|contract|type-test)\\.ts$)|(^apps/api/test/)|(/testing/)';
const FEATURE = '^apps/api/src/(session|queue|room|admin|announcement|audit|ban|browser-error|operator|settings)/';
const ENTRANCE = '\\.(gateway|controller)\\.ts$';
const FRAMEWORK =
  '(^|node_modules/)(@nestjs/[^/]+|mongoose|mongodb|socket\\.io|express|ioredis|nestjs-pino|pino|rxjs)(/|$)';

/**
 * Direction: web -> protocol <- api; gateway | controller -> service -> domain; service -> port <- infra. Each rule has
 * a sample under scripts/checks/architecture.mjs that it must reject.
 */
export default {
  forbidden: [
    {
      name: 'web-knows-only-the-protocol',
      comment: 'The web takes types and constants from libs/protocol, and nothing from the other packages.',
      severity: 'error',
      from: { path: '^apps/web/src/' },
      to: { path: '^(apps|libs|bench|e2e)/', pathNot: '^(apps/web|libs/protocol)/' },
    },
    {
      name: 'web-takes-no-decorators',
      comment: 'DTO classes bring class-validator along, which no browser needs.',
      severity: 'error',
      from: { path: '^apps/web/src/', pathNot: TEST },
      to: { path: '^libs/protocol/(src|dist)/(dto|testing)/' },
    },
    {
      name: 'api-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: { path: '^(apps|libs|bench|e2e)/', pathNot: '^(apps/api|libs/protocol)/' },
    },
    {
      name: 'protocol-knows-nobody',
      severity: 'error',
      from: { path: '^libs/protocol/' },
      to: { path: '^(apps|libs|bench|e2e)/', pathNot: '^libs/protocol/' },
    },
    {
      name: 'protocol-is-plain',
      comment: 'What the web takes has no decorators, no framework and no Node in it.',
      severity: 'error',
      from: { path: '^libs/protocol/src/', pathNot: `^libs/protocol/src/(dto|testing)/|${TEST}` },
      to: { path: `^libs/protocol/src/(dto|testing)/|(^|node_modules/)(class-|reflect-metadata)|${FRAMEWORK}` },
    },
    {
      name: 'protocol-needs-no-node',
      severity: 'error',
      from: { path: '^libs/protocol/src/', pathNot: `^libs/protocol/src/testing/|${TEST}` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-shipped-knows-its-tests',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/protocol)/src/', pathNot: `${TEST}|^apps/web/src/testing/` },
      to: { path: `${TEST}|^apps/web/src/testing/|^(libs/simulation|bench|e2e)/` },
    },
    {
      name: 'entrances-use-services',
      comment: 'A gateway or controller asks a service; it does not reach around it to a store.',
      severity: 'error',
      from: { path: ENTRANCE },
      to: { path: '/infra/|\\.port\\.ts$' },
    },
    {
      name: 'only-modules-choose-adapters',
      comment: 'A service knows the port. Which adapter stands behind it is said in a module.',
      severity: 'error',
      from: { path: '^apps/api/src/', pathNot: `/infra/|\\.module\\.ts$|${TEST}` },
      to: { path: `${FEATURE}infra/|^apps/api/src/realtime/infra/` },
    },
    {
      name: 'nothing-points-back-to-an-entrance',
      severity: 'error',
      from: { path: '^apps/api/src/', pathNot: `\\.module\\.ts$|${TEST}` },
      to: { path: ENTRANCE },
    },
    {
      name: 'adapters-know-only-ports',
      comment: 'What a store does is said by its port; it never calls a service.',
      severity: 'error',
      from: { path: '^apps/api/src/.*/infra/', pathNot: TEST },
      to: { path: `\\.service\\.ts$|${ENTRANCE}` },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules and calculations: no framework, no adapter, no service, no part of the platform that acts.',
      severity: 'error',
      from: { path: '^apps/api/src/[^/]+/domain/', pathNot: TEST },
      to: {
        path: `${FRAMEWORK}|/infra/|\\.service\\.ts$|\\.module\\.ts$|${ENTRANCE}|^apps/api/src/(config|platform)/`,
        pathNot: '^apps/api/src/platform/(clock|ids|random)\\.ts$',
      },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^apps/api/src/[^/]+/domain/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^apps/api/src/platform/', pathNot: TEST },
      to: { path: `${FEATURE}|^apps/api/src/realtime/` },
    },
    {
      name: 'cores-know-no-angular',
      comment: 'The connection and the conversation are plain classes; Angular is in thin services around them.',
      severity: 'error',
      from: { path: CORE, pathNot: `${ANGULAR_FILE}|${TEST}` },
      to: { path: '(^|node_modules/)@angular/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { pathNot: TEST },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-is-found',
      comment: 'An import that resolves to nothing is also seen by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.angular)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.architecture.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['hearken-source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts', '.json'],
    },
  },
};
