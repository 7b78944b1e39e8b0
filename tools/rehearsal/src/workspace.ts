import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

export const root = join(import.meta.dirname, '../../..');

/** The files that a release reads and writes: manifests, changesets and sources, but no tests. */
const parts = [
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'LICENSE',
  '.gitignore',
  '.changeset',
  'scripts/manifests.mjs',
  'packages/*/package.json',
  'packages/*/README.md',
  'packages/*/src/*',
  'examples/*/package.json',
  'tools/*/package.json',
];

/** The folders below `packages`. */
export const packageFolders = (): Promise<string[]> => readdir(join(root, 'packages'));

/**
 * Copies the workspace, as it is on disk, into an empty folder, and makes it a Git repository with one commit.
 *
 * The packages must be built, since their `dist` is copied too. The copy's packages name the repository
 * `github:rehearsal/penstock`.
 */
export const copyWorkspace = async (copy: string): Promise<void> => {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...parts], {
    cwd: root,
  });
  const folders = await packageFolders();
  for (const name of folders) {
    if (!existsSync(join(root, 'packages', name, 'dist/index.js')))
      throw new Error(`Expected packages/${name}/dist to be built. Build first: npm run build.`);
  }
  const built = folders.map((name) => `packages/${name}/dist`);
  for (const path of [...listed.stdout.trim().split('\n'), ...built])
    await cp(join(root, path), join(copy, path), { recursive: true });

  // pnpm reads here which version replaces `workspace:^` of a sibling package.
  for (const name of folders.filter((each) => each !== 'stream')) {
    const link = join(copy, 'packages', name, 'node_modules/@penstock/stream');
    await mkdir(dirname(link), { recursive: true });
    await symlink('../../../stream', link);
  }

  const manifest = join(copy, 'package.json');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, text.replace(/"repository": "[^"]*"/, '"repository": "github:rehearsal/penstock"'));
  await run(process.execPath, ['scripts/manifests.mjs', '--write'], { cwd: copy });
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    [...as('rehearsal'), 'commit', '-qm', 'Copy'],
  ])
    await run('git', args, { cwd: copy });
};

const as = (name: string): string[] => ['-c', `user.name=${name}`, '-c', `user.email=${name}@localhost`];
