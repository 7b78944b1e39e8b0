import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/kafka/index.ts', 'src/exchange/index.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // The sources are in the tarball.
  esbuildOptions: (options) => void (options.sourcesContent = false),
});
