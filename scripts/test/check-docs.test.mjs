import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { checkDocs } from '../check-docs.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'check-docs-'));
  write('packages/stream/src/errors.ts', "export type Code = 'PENSTOCK_A' | 'PENSTOCK_B2';");
  write('docs/index.md', '# Home\n\n[Guide](guide/index.md)');
  write('docs/guide/index.md', '# Guide\n\n## First steps\n\n[here](#first-steps)');
  write('docs/guide/troubleshooting.md', '### PENSTOCK_A\n\nOne.\n\n### PENSTOCK_B2\n\nTwo.');
  write('docs/.vitepress/config.mjs', "page('a', '/guide/'), page('b', '/guide/troubleshooting')");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('pages without a mistake pass', () => {
  assert.deepEqual(checkDocs(root), []);
});

test('a code without an entry, and an entry without a code, are reported', () => {
  write('docs/guide/troubleshooting.md', '### PENSTOCK_A\n\n### PENSTOCK_GONE');
  assert.deepEqual(checkDocs(root), [
    'docs/guide/troubleshooting.md has no entry for PENSTOCK_B2. Add one: what it means, and what to do.',
    'docs/guide/troubleshooting.md has an entry for PENSTOCK_GONE, which is unknown or has another entry. Remove it.',
  ]);
});

test('links to a missing page or heading are reported', () => {
  write(
    'docs/guide/index.md',
    '[a](missing.md) [b](troubleshooting.md#none) [c](../index.md#home) [d](https://x.org/y)',
  );
  assert.deepEqual(checkDocs(root), [
    'docs/guide/index.md links to missing.md, which does not exist.',
    'docs/guide/index.md links to troubleshooting.md#none, which does not exist.',
  ]);
});

test('links of the frontmatter and of HTML are checked, to pages and to public files', () => {
  write('docs/public/board.png', '');
  write(
    'docs/index.md',
    `---
hero:
  image: { src: /board.png }
  actions:
    - { theme: brand, link: /guide/ }
    - { theme: alt, link: /guide/missing }
---

<a href="/guide/troubleshooting#penstock-a"><img src="/gone.png"></a>
`,
  );
  assert.deepEqual(checkDocs(root), [
    'docs/index.md links to /guide/missing, which does not exist.',
    'docs/index.md links to /gone.png, which does not exist.',
  ]);
});

test('links of READMEs are checked with the anchors that GitHub makes', () => {
  write('packages/stream/README.md', '# Stream\n\n## A few: words & more\n\n[a](#a-few-words--more)');
  write('README.md', '[a](packages/stream/README.md#stream) [b](packages/none.md) [c](docs/guide/index.md#none)');
  write('.changeset/one.md', '[a](../packages/stream)');
  assert.deepEqual(checkDocs(root), [
    'README.md links to packages/none.md, which does not exist.',
    'README.md links to docs/guide/index.md#none, which does not exist.',
  ]);
});

test('anchors of pages are the ones that VitePress makes', () => {
  write(
    'docs/guide/index.md',
    "## 1. What's `maxAge`?\n\n## Twice\n\n## Twice\n\n[a](#_1-what-s-maxage) [b](#twice-1)",
  );
  assert.deepEqual(checkDocs(root), []);
});

test('links in code are not checked', () => {
  write('docs/guide/index.md', '`[a](b.md)`\n\n```ts\nconst x = y[0](z);\n[a](b.md)\n```\n');
  assert.deepEqual(checkDocs(root), []);
});

test('a program that a page includes must exist', () => {
  write('docs/guide/index.md', '<<< @/../examples/tasks/src/none.ts\n');
  assert.deepEqual(checkDocs(root), ['docs/guide/index.md shows ../examples/tasks/src/none.ts, which does not exist.']);
});

test('the sidebar has every page, and no others', () => {
  write('docs/guide/more.md', '# More');
  write(
    'docs/.vitepress/config.mjs',
    "page('a', '/guide/'), page('b', '/guide/troubleshooting'), page('c', '/how-to/x')",
  );
  assert.deepEqual(checkDocs(root), [
    'The sidebar of docs/.vitepress/config.mjs does not have docs/guide/more.md. Add it.',
    'docs/.vitepress/config.mjs links to docs/how-to/x.md, which does not exist.',
  ]);
});
