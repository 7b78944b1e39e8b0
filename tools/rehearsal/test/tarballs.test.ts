import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { readManifest } from '../src/entries.ts';
import { packageFolders, root } from '../src/workspace.ts';

const installed = (name: string): string => join(inject('installed'), 'node_modules/@penstock', name);

describe.each(await packageFolders())('the tarball of %s', (name) => {
  test('has all files of a package, and no tests', async () => {
    const files = await readdir(installed(name));
    expect(files.filter((file) => file !== 'node_modules').toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
      'src',
    ]);
    expect(await readFile(join(installed(name), 'LICENSE'), 'utf8')).toBe(
      await readFile(join(root, 'LICENSE'), 'utf8'),
    );
  });

  test('names the version of its sibling and the repository that released it', async () => {
    const { version, dependencies, repository } = await readManifest(installed(name));
    expect(version).toMatch(/^0\.\d+\.\d+$/);
    if (name !== 'stream') {
      const sibling = await readManifest(installed('stream'));
      expect(dependencies!['@penstock/stream']).toBe(`^${sibling.version}`);
    }
    expect(repository.url).toBe('git+https://github.com/rehearsal/penstock.git');
  });

  test('has the source of each source map', async () => {
    const dist = join(installed(name), 'dist');
    const maps = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.map'));
    expect(maps.some((file) => file.endsWith('.js.map'))).toBe(true);
    expect(maps.some((file) => file.endsWith('.d.ts.map'))).toBe(true);
    for (const file of maps.map((each) => join(dist, each))) {
      const { sources } = JSON.parse(await readFile(file, 'utf8')) as { sources: string[] };
      for (const source of sources) expect(existsSync(resolve(dirname(file), source)), `${file}: ${source}`).toBe(true);
    }
  });

  test('begins its changelog with the texts of the changesets', async () => {
    const { version } = await readManifest(installed(name));
    const changelog = await readFile(join(installed(name), 'CHANGELOG.md'), 'utf8');
    expect(changelog.startsWith(`# @penstock/${name}\n\n## ${version}\n\n### Minor Changes\n`)).toBe(true);
  });
});
