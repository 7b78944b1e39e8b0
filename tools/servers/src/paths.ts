import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether the code runs from `src` or from `dist`. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Where artifacts are kept: `.cache/servers` of the repository. */
export const cacheFolder = join(rootAbove(packageFolder), '.cache', 'servers');

/** Names the servers that `npm run servers -- up` started. */
export const stateFile = process.env['PENSTOCK_SERVERS_STATE'] ?? join(cacheFolder, 'up.json');

function rootAbove(folder: string): string {
  let current = folder;
  while (!existsSync(join(current, 'pnpm-workspace.yaml'))) {
    const parent = dirname(current);
    if (parent === current) return folder;
    current = parent;
  }
  return current;
}
