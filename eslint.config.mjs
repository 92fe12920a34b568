// The lint rules of the project: typed everywhere, strict about promises and exhaustive switches.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { foreignText } from './eslint.foreignText.mjs';
import { repeatedReads } from './eslint.repeatedReads.mjs';

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', 'bench/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './webview/tsconfig.json', './test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      curly: ['error', 'all'],
      // The formatter breaks lines there; the types notice a semicolon that is missing.
      'no-unexpected-multiline': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/prompts/messages.ts', 'src/lab/**', 'src/shared/**', 'src/trackers/**', 'src/store/**'],
    plugins: { ours: { rules: { 'foreign-text': foreignText } } },
    rules: { 'ours/foreign-text': 'error' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/pages/**/*.ts', 'test/workbench/**/*.ts'],
    // It calls the painter itself, which has painted when a call comes back, and must not paint twice.
    ignores: ['test/pages/charts/engine.test.ts'],
    plugins: { ours: { rules: { 'repeated-reads': repeatedReads } } },
    rules: { 'ours/repeated-reads': 'error' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', performance: 'readonly', URL: 'readonly' },
    },
  },
);
