import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project folder in which all packages are installed. */
export interface OpenProject {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Makes a folder outside the repository, with the packages of `modules`, which is a `node_modules` folder.
 *
 * @throws When the packages of Penstock are not built.
 */
export const openProject = async (modules: string): Promise<OpenProject> => {
  if (!existsSync(join(modules, '@penstock', 'stream', 'dist', 'index.js')))
    throw new Error('The packages are not built. Run npm run build first.');
  const folder = await mkdtemp(join(tmpdir(), 'penstock-page-'));
  await symlink(modules, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};
