import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/windows/aggregates/index.ts',
    'src/windows/calendar/index.ts',
    'src/error/index.ts',
    'src/internal/index.ts',
    'src/node/index.ts',
    'src/operators/base/index.ts',
    'src/options/index.ts',
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
