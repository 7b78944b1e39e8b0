import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { checkManifests, releaseProblem, writeManifests } from '../manifests.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'manifests-'));
  mkdirSync(join(root, 'packages/stream'), { recursive: true });
  mkdirSync(join(root, 'packages/hidden'), { recursive: true });
  write('package.json', { license: 'MIT', repository: 'github:someone/pipes' });
  write('packages/hidden/package.json', { name: 'hidden', private: true });
  write('packages/stream/package.json', stream);
  writeFileSync(join(root, 'packages/stream/README.md'), '# Stream\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stream = { name: '@penstock/stream', description: 'Flows.', keywords: ['rxjs'], license: 'MIT', files: ['dist'] };
const write = (file, manifest) => writeFileSync(join(root, file), JSON.stringify(manifest));
const read = () => JSON.parse(readFileSync(join(root, 'packages/stream/package.json'), 'utf8'));

test('fills the packages from the one field of the root and changes nothing else', () => {
  writeManifests(root);
  assert.deepEqual(checkManifests(root), []);
  const { homepage, bugs, repository, ...rest } = read();
  assert.deepEqual(rest, stream);
  assert.equal(homepage, 'https://github.com/someone/pipes/tree/main/packages/stream#readme');
  assert.equal(bugs, 'https://github.com/someone/pipes/issues');
  assert.deepEqual(repository, {
    type: 'git',
    url: 'git+https://github.com/someone/pipes.git',
    directory: 'packages/stream',
  });
});

test('follows a change of the field', () => {
  writeManifests(root);
  write('package.json', { license: 'MIT', repository: 'github:other/pipes' });
  assert.equal(checkManifests(root).length, 3);
  writeManifests(root);
  assert.deepEqual(checkManifests(root), []);
});

test('reports what a manifest lacks', () => {
  write('packages/stream/package.json', { name: 'stream', license: 'ISC' });
  rmSync(join(root, 'packages/stream/README.md'));
  const problems = checkManifests(root).join('\n');
  for (const what of ['homepage', 'bugs', 'repository', 'named stream', 'license', 'description', 'keywords', 'README'])
    assert.match(problems, new RegExp(what));
});

test('refuses a field that is not a repository', () => {
  write('package.json', { license: 'MIT', repository: 'pipes' });
  assert.throws(() => checkManifests(root), /like github:OWNER\/NAME; got pipes/);
});

test('refuses a release when the field names another repository than the running one', () => {
  assert.equal(releaseProblem(root, 'someone/pipes'), undefined);
  assert.match(releaseProblem(root, 'fork/pipes'), /this is fork\/pipes\. Set repository .* to github:fork\/pipes/);
  assert.match(releaseProblem(root, undefined), /GITHUB_REPOSITORY is not set/);
});
