import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether the code runs from `src` or from `dist`. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** The folder of downloaded artifacts. It is in the user's cache, so that clones of the repository share them. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'penstock-servers');

/** The state file of the servers that `npm run servers -- up` started from this clone. */
export const stateFile =
  process.env['PENSTOCK_SERVERS_STATE'] ?? join(rootAbove(packageFolder), '.cache', 'servers', 'up.json');

function rootAbove(folder: string): string {
  let current = folder;
  while (!existsSync(join(current, 'pnpm-workspace.yaml'))) {
    const parent = dirname(current);
    if (parent === current) return folder;
    current = parent;
  }
  return current;
}
