import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = [
  '**/*.spec.ts',
  '**/*.contract.ts',
  '**/*.type-test.ts',
  '**/test/**/*.ts',
  '**/testing/**/*.ts',
  'e2e/**/*.ts',
];

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/.angular/',
      '**/coverage/',
      '.cache/',
      '.data/',
      'reports/',
      'e2e/test-results/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      // Four parameters; a constructor that is given its parts may have more.
      'no-restricted-syntax': [
        'error',
        ...[
          ':matches(FunctionDeclaration, ArrowFunctionExpression)',
          'MethodDefinition[kind="method"] > FunctionExpression',
        ].map((kind) => ({
          selector: `${kind}[params.length>4]`,
          message: 'At most four parameters: take an object.',
        })),
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A Nest module and an Angular component are classes by decree.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      // A number in a template string says what it looks like.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Texts are measured in code points, which is what spreading a string gives.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `void promise` says that nobody waits for it; `() => void act()` that its result is of no interest.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // An unused parameter that a signature demands starts with an underscore.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['apps/web/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      // Named without suffixes (ChatPage), under one prefix.
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'hk', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'hk', style: 'camelCase' }],
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/directive-class-suffix': 'off',
      // What is left of the console: a start that failed.
      'no-console': ['error', { allow: ['error'] }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
    },
  },
  {
    files: ['apps/web/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'no-restricted-syntax': 'off',
      // A double may do nothing, and an async function may have nothing to wait for.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      // expect(mock.method) names the method, it does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // mongoose declares the options of a field as a class, and means plain objects.
    files: ['apps/api/src/**/*.schema.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    // Programs for a console.
    files: [
      'bench/**/*.ts',
      'libs/simulation/src/**/*.ts',
      'e2e/**/*.ts',
      'apps/api/test/support/**/*.ts',
      'libs/protocol/src/**/cli.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'prefer-const': 'error', 'no-var': 'error' },
  },
);
