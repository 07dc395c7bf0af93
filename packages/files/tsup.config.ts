import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  // What the manifest chooses by platform stays as it is.
  external: [/^#/],
  dts: true,
  sourcemap: true,
  clean: true,
});
