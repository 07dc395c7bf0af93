import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: true,
  sourcemap: true,
  // The page is built apart, and only when it has changed.
  clean: ['!page/**', '!page.mark'],
  // CommonJS has no import.meta, by which the page is found.
  shims: true,
});
