/**
 * Builds the programs into `dist`, out of the packages' sources, and the page into `dist/page`: `node build.mjs`.
 *
 * Penstock's own modules go in, and what only they depend on. What the example depends on, and the packages' peers,
 * stay outside. So the build needs no other build, and no declarations.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { build as buildPage } from 'vite';

const here = import.meta.dirname;
const manifestOf = (folder) => JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));

const own = Object.keys(manifestOf('.').dependencies);
const ours = own.filter((name) => name.startsWith('@penstock/'));
const peers = ours.flatMap((name) =>
  Object.keys(manifestOf(`../../packages/${name.slice('@penstock/'.length)}`).peerDependencies),
);

// Chunks have a hash of what is in them, so old ones would stay beside the new.
rmSync(join(here, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/report.ts', 'src/report-embedded.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  conditions: ['@penstock/source'],
  external: [...own.filter((name) => !ours.includes(name)), ...peers],
  logLevel: 'warning',
});

await buildPage({ configFile: join(here, 'page/vite.config.ts'), logLevel: 'error' });
