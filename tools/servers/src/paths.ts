import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether the code runs from `src` or from `dist`. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** The repository's root, in whose `.cache/servers` artifacts and the state of `up` are kept. */
export const cacheFolder = join(rootAbove(packageFolder), '.cache', 'servers');

function rootAbove(folder: string): string {
  let current = folder;
  while (!existsSync(join(current, 'pnpm-workspace.yaml'))) {
    const parent = dirname(current);
    if (parent === current) return folder;
    current = parent;
  }
  return current;
}
