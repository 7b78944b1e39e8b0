import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/error/index.ts',
    'src/internal/index.ts',
    'src/internal/rxjs/index.ts',
    'src/node/index.ts',
    'src/sink/index.ts',
    'src/testing/index.ts',
  ],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // The sources are in the tarball.
  esbuildOptions: (options) => void (options.sourcesContent = false),
});
