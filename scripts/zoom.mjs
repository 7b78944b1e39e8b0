/**
 * Measures how long the main thread of the dashboard's page is busy while ten years of hours are zoomed:
 * `npm run zoom`.
 */
import { join } from 'node:path';
import { install } from './pnpm.mjs';

process.exitCode = await install({ output: 'on failure' });
if (process.exitCode === 0) {
  // Imported here, since a fresh clone has Vite only after the install.
  const { createServer } = await import('vite');
  // It loads the program and the packages from their TypeScript, as the tests do.
  const loader = await createServer({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '../examples/bitcoin'),
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    ssr: { resolve: { conditions: ['@penstock/source'] } },
  });
  try {
    const { main } = await loader.ssrLoadModule('/test/browser/zoom/main.ts');
    process.exitCode = await main();
  } finally {
    await loader.close();
  }
}
