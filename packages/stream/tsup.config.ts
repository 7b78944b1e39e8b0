import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'aggregates/index': 'src/windows/aggregates/index.ts',
    'calendar/index': 'src/windows/calendar/index.ts',
    'error/index': 'src/error/index.ts',
    'node/index': 'src/node/index.ts',
    'operator/index': 'src/operators/base/index.ts',
    'options/index': 'src/options/index.ts',
    'sink/index': 'src/sink/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // tsup passes `baseUrl` to TypeScript, which version 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
