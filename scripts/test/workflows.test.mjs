import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cells } from '../matrix/cells.mjs';
import { root } from '../pnpm.mjs';

const folder = join(root, '.github/workflows');
const workflows = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The text of each job by its name. */
const jobsOf = (workflow) => {
  const [, text] = workflow.split(/^jobs:\n/m);
  const parts = text.split(/^ {2}(\w+):\n/m).slice(1);
  return new Map(parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1]]] : [])));
};

test('every action is pinned to a commit, with its tag in a comment', () => {
  for (const [name, text] of workflows)
    for (const [, action] of text.matchAll(/uses: (.*)/g))
      assert.match(action, /^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
});

test('only the job that publishes has an identity token, and it cannot write to the repository', () => {
  const jobs = jobsOf(workflows.get('release.yml'));
  assert.deepEqual([...jobs.keys()], ['test', 'version', 'publish', 'tag']);
  for (const [name, text] of jobs) {
    assert.equal(text.includes('id-token: write'), name === 'publish', name);
    assert.equal(text.includes('contents: write'), name === 'version' || name === 'tag', name);
  }
  assert.match(workflows.get('release.yml'), /^permissions: \{\}$/m);
  for (const text of workflows.values()) assert.doesNotMatch(text, /NPM_TOKEN|NODE_AUTH_TOKEN/);
});

test('the job that tags sets an author, which Git needs for an annotated tag', () => {
  const [before] = jobsOf(workflows.get('release.yml')).get('tag').split('npx changeset tag');
  assert.match(before, /git config user\.name /);
  assert.match(before, /git config user\.email /);
});

test('npm test has a longer time limit than the 30 minutes that it may take', () => {
  for (const [name, job] of [
    ['ci.yml', 'test'],
    ['release.yml', 'test'],
  ]) {
    const [, minutes] = /timeout-minutes: (\d+)/.exec(jobsOf(workflows.get(name)).get(job));
    assert.ok(Number(minutes) > 30, name);
  }
});

test('ci.yml runs on each Node of the table', () => {
  const nodes = cells.filter(({ subject }) => subject === 'Node').map(({ version }) => version.split('.')[0]);
  assert.ok(workflows.get('ci.yml').includes(`node: [${nodes.join(', ')}]`));
});
