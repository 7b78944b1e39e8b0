import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolders } from './workspace.ts';

/** What is read of a manifest. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
}

export const readManifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;

/**
 * What a user can import of the packages, such as `@penstock/stream/node`.
 *
 * @param workspace - the copy that has been published.
 */
export const entriesOf = async (workspace: string): Promise<string[]> => {
  const manifests = (await packageFolders()).map((name) => readManifest(join(workspace, 'packages', name)));
  return (await Promise.all(manifests)).flatMap(({ name, exports }) =>
    Object.keys(exports)
      // A program that runs in a worker, and no module.
      .filter((path) => path !== './worker')
      .map((path) => name + path.slice(1)),
  );
};
