import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root as clone } from '../pnpm.mjs';

const packages = ['packages/stream', 'packages/sources', 'packages/sink-es', 'packages/forecast'];
const example = 'examples/bitcoin';

/** The files that decide what is installed. */
export const manifests = (root = clone) =>
  [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...[...packages, example].map((name) => `${name}/package.json`),
  ].filter((path) => existsSync(join(root, path)));

/** The files that the example is built from. */
export const sources = (root = clone) => [
  `${example}/build.mjs`,
  ...[...packages.map((name) => `${name}/src`), `${example}/src`, `${example}/page`].flatMap((folder) =>
    filesIn(root, folder),
  ),
];

function filesIn(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(root, path) : [path];
  });
}

/**
 * Returns one hash of the names and contents of the files, and of the release of Node. Times of files are not used: Git
 * changes them when it switches branches.
 */
export function hashOf(paths, root = clone) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths.toSorted()) {
    const bytes = readFileSync(join(root, path));
    hash.update(`\n${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}
