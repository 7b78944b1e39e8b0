/**
 * Compares the manifests of the public packages with `repository` in the root's package.json, which the owner of the
 * repository sets, as `github:OWNER/NAME`:
 *
 *   node scripts/manifests.mjs            # lists the differences
 *   node scripts/manifests.mjs --write    # writes `repository`, `homepage` and `bugs`
 *   node scripts/manifests.mjs --release  # also checks that GITHUB_REPOSITORY names this repository
 *
 * npm refuses provenance when `repository` differs from the repository that publishes.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

/** `OWNER/NAME`. */
export function repositoryOf(root) {
  const { repository } = readManifest(root, '.');
  const [, name] = /^github:([\w.-]+\/[\w.-]+)$/.exec(repository) ?? [];
  if (name === undefined)
    throw new Error(
      `Expected repository of package.json to be like github:OWNER/NAME; got ${repository}. Set it to your repository.`,
    );
  return name;
}

/** The folders below `packages` that are published. */
export function publicFolders(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')) && readManifest(root, folder).private !== true);
}

export function fieldsOf(repository, folder) {
  const url = `https://github.com/${repository}`;
  return {
    homepage: `${url}/tree/main/${folder}#readme`,
    bugs: `${url}/issues`,
    repository: { type: 'git', url: `git+${url}.git`, directory: folder },
  };
}

/** Returns one line for each mistake. */
export function checkManifests(root) {
  const repository = repositoryOf(root);
  const { license } = readManifest(root, '.');
  return publicFolders(root).flatMap((folder) => {
    const manifest = readManifest(root, folder);
    const wrong = Object.entries(fieldsOf(repository, folder))
      .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
      .map(([field]) => `has another ${field} than ${repository}. Run: node scripts/manifests.mjs --write`);
    if (manifest.name !== `@penstock/${folder.split('/')[1]}`)
      wrong.push(`is named ${manifest.name}, unlike its folder`);
    if (manifest.license !== license) wrong.push(`has another license than the root's, ${license}`);
    if (!manifest.description) wrong.push('has no description');
    if (!(manifest.keywords?.length > 0)) wrong.push('has no keywords, by which npm finds packages');
    if (!existsSync(join(root, folder, 'README.md'))) wrong.push('has no README.md in its folder, which npm shows');
    return wrong.map((what) => `${folder}/package.json ${what}`);
  });
}

/** Returns the reason why this repository may not release, or `undefined`. */
export function releaseProblem(root, running) {
  const repository = repositoryOf(root);
  if (running === repository) return undefined;
  return (
    `Expected to release from ${repository}, which package.json names as repository; this is ` +
    `${running || 'none of GitHub (GITHUB_REPOSITORY is not set)'}. Set repository of package.json to ` +
    `${running ? `github:${running}` : 'the repository whose release workflow publishes'}, run ` +
    'node scripts/manifests.mjs --write, and commit.'
  );
}

/** Writes the fields, after name, version, description and keywords. */
export function writeManifests(root) {
  const repository = repositoryOf(root);
  for (const folder of publicFolders(root)) {
    const { name, version, description, keywords, ...rest } = readManifest(root, folder);
    const manifest = { name, version, description, keywords, ...fieldsOf(repository, folder) };
    for (const [field, value] of Object.entries(rest)) manifest[field] ??= value;
    writeFileSync(join(root, folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

function readManifest(root, folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  const [, , mode] = process.argv;
  if (mode === '--write') writeManifests(root);
  const problems = checkManifests(root);
  if (mode === '--release') problems.push(...[releaseProblem(root, process.env['GITHUB_REPOSITORY'])].filter(Boolean));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
