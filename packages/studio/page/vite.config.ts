import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh one in its place at each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  // The packages of this workspace are taken as they stand in it, without a build.
  resolve: { conditions: ['mastra-datasets-source', ...defaultClientConditions] },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // These know `light-dark()`.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content security policy allows neither code nor styles that stand in the page itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // A test counts what the first load takes.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      treeshake: {
        // It compiles WebAssembly as soon as it is there, for a format that is read without it.
        moduleSideEffects: [{ test: /hyparquet-compressors/, sideEffects: false }],
      },
    },
  },
  // `pnpm exec vite` shows the page while one works on it, with the API of `mastra-datasets serve`.
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:4800' } },
});
