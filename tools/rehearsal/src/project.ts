import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pnpmFolder } from './publish.ts';
import { run } from './run.ts';
import { packageFolders, root } from './workspace.ts';

/** The package manager. `yarn-pnp` leaves packages in archives, which Node reads through hooks of yarn. */
export type Manager = 'npm' | 'pnpm' | 'yarn' | 'yarn-pnp';

const resolve = createRequire(import.meta.url).resolve;

/** Third-party packages that a user installs too, at the versions of the workspace. */
const peers: Readonly<Record<string, string>> = {
  '@elastic/elasticsearch': 'packages/sink-es',
  '@types/node': '.',
  kafkajs: 'packages/sources',
  rxjs: '.',
};

// pnpm and yarn wait a day before they install a new release. pnpm caches what it reads of a registry by the address,
// which differs in each rehearsal, so the user's cache would grow for ever.
const pnpmSettings = (registry: string): string =>
  [`registries: { '@penstock': '${registry}' }`, 'minimumReleaseAge: 0', 'cacheDir: .pnpm-cache'].join('\n');

// The project has its own caches: the user's cache keeps a package by its version, and each rehearsal publishes the
// same version again.
const yarnSettings = (registry: string): string =>
  [
    'enableGlobalCache: false',
    'globalFolder: .yarn/global',
    'enableTelemetry: false',
    "unsafeHttpWhitelist: ['127.0.0.1']",
    "npmPreapprovedPackages: ['@penstock/*']",
    `npmScopes: { penstock: { npmRegistryServer: '${registry}' } }`,
  ].join('\n');

/**
 * The settings that give each package manager the registry of our packages. Other packages come from the usual
 * registry.
 */
const settings: Readonly<Record<Manager, (registry: string) => readonly [file: string, text: string]>> = {
  npm: (registry) => ['.npmrc', `@penstock:registry=${registry}\naudit=false\nfund=false\n`],
  pnpm: (registry) => ['pnpm-workspace.yaml', pnpmSettings(registry)],
  yarn: (registry) => ['.yarnrc.yml', `nodeLinker: node-modules\n${yarnSettings(registry)}`],
  'yarn-pnp': (registry) => ['.yarnrc.yml', yarnSettings(registry)],
};

/** Installs all packages, and those in `further`, into a new user's project. Resolves with its folder. */
export const createProject = async (
  folder: string,
  registry: string,
  manager: Manager,
  further: Readonly<Record<string, string>> = {},
): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const ours = (await packageFolders()).map((name) => [`@penstock/${name}`, 'latest'] as const);
  const theirs = Object.entries(peers).map(async ([name, from]) => [name, await versionIn(from, name)] as const);
  const dependencies = { ...Object.fromEntries([...ours, ...(await Promise.all(theirs))]), ...further };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, dependencies }));
  const [file, text] = settings[manager](registry);
  await writeFile(join(folder, file), text);
  await install[manager](folder);
  return folder;
};

const installByYarn = async (cwd: string): Promise<unknown> => {
  // yarn does not read .npmrc.
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd });
  const env = { YARN_NPM_REGISTRY_SERVER: stdout.trim(), YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  // With its own lockfile the folder is a project, even inside another project.
  await writeFile(join(cwd, 'yarn.lock'), '');
  return run(process.execPath, [yarn, 'install'], { cwd, env });
};

const install: Readonly<Record<Manager, (cwd: string) => Promise<unknown>>> = {
  npm: (cwd) => run('npm', ['install'], { cwd }),
  pnpm: async (cwd) => run(join(await pnpmFolder(), 'pnpm'), ['install'], { cwd }),
  yarn: installByYarn,
  'yarn-pnp': installByYarn,
};

const yarn = resolve('@yarnpkg/cli-dist/bin/yarn.js');

/** Runs a script of a project's folder with Node, resolving packages as its package manager does. */
export const runScript = (cwd: string, manager: Manager, script: string): Promise<{ stdout: string; stderr: string }> =>
  manager === 'yarn-pnp'
    ? run(process.execPath, [yarn, 'node', script], { cwd })
    : run(process.execPath, [script], { cwd });

const versionIn = async (folder: string, name: string): Promise<string> => {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const version = manifest.devDependencies[name];
  if (version === undefined) throw new Error(`Expected ${folder} to have ${name} among its devDependencies.`);
  return version;
};
