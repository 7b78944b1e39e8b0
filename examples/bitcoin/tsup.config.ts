import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/report.ts', 'src/report-embedded.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
});
