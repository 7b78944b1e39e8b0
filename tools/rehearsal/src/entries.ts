import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolders } from './workspace.ts';

/** The fields of a manifest that are read here. */
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
 * Lists the entries that a user can import, such as `@penstock/stream/node`.
 *
 * @param workspace The copy that was published.
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
