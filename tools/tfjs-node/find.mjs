import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder in which `build.mjs` puts the package: `PENSTOCK_TFJS_NODE`, else a folder in `.cache`. */
export const folder =
  process.env['PENSTOCK_TFJS_NODE'] || fileURLToPath(new URL('../../.cache/tfjs-node', import.meta.url));

const home = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');

/** Returns the path to require, or the reason why there is none. */
export function findTfjsNode() {
  // Version 4.22 calls util.isNullOrUndefined, which Node 23 removed.
  if (Number.parseInt(process.versions.node, 10) >= 23)
    return { missing: `@tensorflow/tfjs-node does not run on Node ${process.versions.node}` };
  if (!existsSync(join(home, 'lib', 'napi-v8', 'tfjs_binding.node')))
    return { missing: 'run "node tools/tfjs-node/build.mjs" for @tensorflow/tfjs-node' };
  return { path: join(home, 'dist', 'index.js') };
}
