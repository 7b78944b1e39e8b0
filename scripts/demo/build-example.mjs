import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { hashOf, manifests, sources } from './hash-of.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/**
 * Builds the example from the packages' sources, unless the last build used the same files. The packages' own `dist` is
 * not built: its declarations take long and the demo does not need them.
 */
export async function buildExample(stages) {
  const wanted = hashOf([...manifests(), ...sources()]);
  const stamp = readStamp();
  if (stamp.built === wanted && existsSync(join(root, 'examples/bitcoin/dist/main.js'))) return;
  writeStamp({ ...stamp, built: undefined });
  const buildMs = await stages.run(process.execPath, ['examples/bitcoin/build.mjs'], {
    does: 'Building the example',
    undone: 'The build is not complete; the next start builds again.',
    expectedMs: stamp.buildMs ?? 8_000,
  });
  writeStamp({ ...stamp, built: wanted, buildMs });
}
