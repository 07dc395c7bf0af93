import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// The page has its own packages, which `pnpm --filter @mastra-datasets/studio page` installs.
const requireOfPage = createRequire(
  fileURLToPath(import.meta.resolve('./packages/studio/page/package.json')),
);
const reactHooks = requireOfPage('eslint-plugin-react-hooks');

export default tseslint.config(
  { ignores: ['**/dist/**', '**/coverage/**', '**/.test-results/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A method of the contract that rejects still names its argument.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['packages/studio/page/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // It is about the compiler of React, which the page does not use.
      'react-hooks/incompatible-library': 'off',
      // An effect that begins to read a file says at once that the reading is under way.
      'react-hooks/set-state-in-effect': 'off',
    },
  },
  // The consumer resolves the packed packages, which are not there before it is installed.
  { files: ['**/*.{js,mjs}', '.ci/**'], extends: [tseslint.configs.disableTypeChecked] },
  // In a CommonJS module, this is how TypeScript imports.
  { files: ['**/*.cts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
