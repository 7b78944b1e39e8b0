import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { signUp } from './registry.ts';
import type { Registry } from './registry.ts';
import { run } from './run.ts';
import { packageFolders, root } from './workspace.ts';

const changesets = join(root, 'node_modules/@changesets/cli/bin.js');

/** The folder of the pnpm version that the workspace pins. npm downloads it when it is missing. */
export const pnpmFolder = async (): Promise<string> => {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    packageManager: string;
  };
  const { stdout } = await run('npm', ['exec', '-y', `--package=${packageManager}`, '-c', 'command -v pnpm'], {
    cwd: root,
  });
  return dirname(stdout.trim());
};

/** Raises the versions of the copy's packages and writes their changelogs, as merging the version pull request does. */
export const version = (copy: string): Promise<unknown> =>
  run(process.execPath, [changesets, 'version'], { cwd: copy });

/**
 * Publishes the copy's packages to this registry only: each manifest and the settings name it, and the token is valid
 * only there.
 */
export const publish = async (copy: string, registry: Registry): Promise<void> => {
  const token = await signUp(registry);
  const address = registry.url.replace('http:', '');
  await writeFile(join(copy, '.npmrc'), `registry=${registry.url}\n${address}:_authToken=${token}\n`);
  for (const name of await packageFolders()) {
    const path = join(copy, 'packages', name, 'package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    // No `provenance`: only the release workflow has what is needed to sign it.
    const publishConfig = { access: 'public', registry: registry.url };
    await writeFile(path, JSON.stringify({ ...manifest, publishConfig }, undefined, 2));
  }
  await run(process.execPath, [changesets, 'publish'], {
    cwd: copy,
    env: {
      PATH: `${await pnpmFolder()}${delimiter}${process.env['PATH']}`,
      NPM_CONFIG_USERCONFIG: join(copy, '.npmrc'),
      npm_config_registry: registry.url,
    },
  });
};
