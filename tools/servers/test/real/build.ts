import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = join(import.meta.dirname, '../..');

/**
 * Builds this package, for tests that run it in a separate process: Node 20 cannot run TypeScript, and an old build
 * would test old code.
 */
export const build = async (): Promise<void> => {
  await promisify(execFile)(
    process.execPath,
    [join(folder, '../../node_modules/tsup/dist/cli-default.js'), '--silent'],
    { cwd: folder },
  );
};
