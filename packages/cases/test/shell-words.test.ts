import { expect, it } from 'vitest';
import { quoteForShell } from '../src/index.js';
import { helpfulCommand } from '../src/shell-words.js';

it('quotes for a shell what it would not take as it is', () => {
  expect(quoteForShell('plain-name_1.csv')).toBe('plain-name_1.csv');
  expect(helpfulCommand('edit', "Ada's questions", '$HOME')).toBe(
    String.raw`mastra-datasets edit 'Ada'\''s questions' '$HOME'`,
  );
});
