import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { referenceSidebar } from '../../docs/.vitepress/reference-sidebar.mjs';

let reference;
beforeEach(() => {
  reference = mkdtempSync(join(tmpdir(), 'reference-sidebar-'));
});
afterEach(() => rmSync(reference, { recursive: true, force: true }));

function write(path, text) {
  mkdirSync(dirname(join(reference, path)), { recursive: true });
  writeFileSync(join(reference, path), text);
}

test('each import path has its groups, the main one first', () => {
  write('@penstock/stream/index.md', '# @penstock/stream\n\n## Modules\n');
  write('@penstock/stream/error/index.md', '# error\n\n## Errors\n');
  write('@penstock/stream/index/index.md', '# index\n\n## Run a flow\n\n## Operators\n');
  write('@penstock/sink-es/index.md', "# @penstock/sink-es\n\n## Elasticsearch's machine learning\n");
  assert.deepEqual(
    referenceSidebar(reference).map(({ text, link, items }) => [text, link, ...items.map((item) => item.link)]),
    [
      [
        '@penstock/stream',
        '/reference/@penstock/stream/index/',
        '/reference/@penstock/stream/index/#run-a-flow',
        '/reference/@penstock/stream/index/#operators',
      ],
      ['@penstock/stream/error', '/reference/@penstock/stream/error/', '/reference/@penstock/stream/error/#errors'],
      [
        '@penstock/sink-es',
        '/reference/@penstock/sink-es/',
        '/reference/@penstock/sink-es/#elasticsearch-s-machine-learning',
      ],
    ],
  );
});

test('the sidebar is empty before TypeDoc has written the pages', () => {
  assert.deepEqual(referenceSidebar(reference), []);
});
