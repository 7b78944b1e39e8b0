import { defineConfig } from 'vitest/config';

const conditions = ['@penstock/source'];
const project = (name: string, root: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: '../../tsconfig.json' },
  },
});

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reportsDirectory: 'coverage' },
    projects: [
      project('stream', 'packages/stream'),
      project('sources', 'packages/sources'),
      project('sink-es', 'packages/sink-es'),
      project('forecast', 'packages/forecast'),
      project('bitcoin', 'examples/bitcoin'),
    ],
  },
});
