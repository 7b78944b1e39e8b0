import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: ['src/index.ts', 'src/flow/index.ts', 'src/tfjs/index.ts'],
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    // Both are built at once, and the other one cleans its own folder.
    clean: ['!wasm/**'],
    // The sources are in the tarball.
    esbuildOptions: (options) => void (options.sourcesContent = false),
  },
  // One file for pages that serve the worker's script themselves, which runs as a module and as a classic script.
  {
    entry: ['src/wasm/worker.ts'],
    outDir: 'dist/wasm',
    clean: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    outExtension: () => ({ js: '.js' }),
  },
]);
