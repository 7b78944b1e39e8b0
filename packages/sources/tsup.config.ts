import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/kafka/index.ts', 'src/exchange/index.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // tsup passes `baseUrl` to TypeScript, which version 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
