// What a team gets that adds both security plug-ins as they come. Without type information: the corpus is plain
// JavaScript, and vibecheck does not use any either.

import security from 'eslint-plugin-security';
import sonarjs from 'eslint-plugin-sonarjs';

export default [
  security.configs.recommended,
  sonarjs.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      // All of the corpus reads as modules; the few pages among it hold JSX.
      sourceType: 'module',
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    // The corpus has comments that switch rules off, some of them rules that are not installed here.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
  },
];
