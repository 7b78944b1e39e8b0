import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isWholeInstall, packageManager, root } from '../pnpm.mjs';
import { hashOf, manifests } from './hash-of.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const example = ['--prod', '--filter-prod', '@penstock/example-bitcoin...'];

/**
 * Installs what the example needs to run, unless it is installed: no tools of the tests, no peers of the benchmarks.
 */
export async function installExample(stages) {
  const wanted = hashOf(manifests());
  const stamp = readStamp();
  if (stamp.installed === wanted && isThere()) return;
  // A full install stays full: a smaller one would remove what the tests need.
  const isWhole = isWholeInstall();
  writeStamp({ ...stamp, installed: undefined });
  const installMs = await stages.run(
    'npx',
    ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only', ...(isWhole ? [] : example)],
    {
      does: `Installing what the example needs, with ${packageManager}`,
      undone: 'The install is not complete; the next start goes on with it.',
      expectedMs: stamp.installMs ?? 30_000,
      onText: shareDone,
    },
  );
  writeStamp({ ...stamp, installed: wanted, installMs });
}

const isThere = () => existsSync(join(root, 'examples/bitcoin/node_modules/commander'));

/** Reads the last progress line of pnpm in a text: `Progress: resolved 212, reused 200, downloaded 2, added 106`. */
export const shareDone = (text) => {
  const [, resolved, added] = [...text.matchAll(/Progress: resolved (\d+),.* added (\d+)/g)].at(-1) ?? [];
  return resolved > 0 ? added / resolved : undefined;
};
