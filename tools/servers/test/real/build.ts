import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = join(import.meta.dirname, '../..');

/**
 * Builds this package, for tests that run it in a process of its own: Node 20 reads no TypeScript, and an old build
 * would prove nothing.
 */
export const build = async (): Promise<void> => {
  await promisify(execFile)(
    process.execPath,
    [join(folder, '../../node_modules/tsup/dist/cli-default.js'), '--silent'],
    { cwd: folder },
  );
};
