import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', 'storage/index': 'src/storage/index.ts' },
  format: ['esm', 'cjs'],
  // Both entries share one copy of each class, in CommonJS too, so that `instanceof` holds.
  splitting: true,
  // It is made for `import` alone, so the CommonJS build holds a copy of its one function.
  noExternal: ['tiny-merge-patch'],
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
});
