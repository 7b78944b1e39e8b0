import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cells, newestNode, shortForm } from '../matrix/cells.mjs';
import { lastSeen } from '../matrix/last-seen.mjs';
import { selectCells } from '../matrix/select-cells.mjs';
import { pagePath, withTable } from '../matrix/versions-page.mjs';
import { root } from '../pnpm.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const manifest = (path) => JSON.parse(read(join(path, 'package.json')));
const named = (name) => cells.find((cell) => cell.name === name);

test('the table of the guide has the cells', () => {
  const page = readFileSync(pagePath, 'utf8');
  assert.equal(page, withTable(page), 'Run: npm run matrix -- --table');
});

test('each cell has passed at the version that the table names, and no other is recorded', () => {
  const seen = lastSeen();
  assert.deepEqual(Object.keys(seen).toSorted(), cells.map(({ name }) => name).toSorted());
  for (const { name, version } of cells) {
    const { version: tested, passed, date, commit } = seen[name];
    assert.equal(tested, version, `Run it again: npm run matrix -- ${name} --record`);
    assert.ok(passed > 0);
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.match(commit, /^[0-9a-f]{7,40}$/);
  }
});

test('the files and folders of tests that cells name exist', () => {
  for (const { files } of [...cells.flatMap((cell) => cell.tests ?? []), ...shortForm]) {
    for (const file of files) {
      assert.ok(existsSync(join(root, file)), file);
      assert.equal(statSync(join(root, file)).isDirectory(), file.endsWith('/'), file);
    }
  }
});

test('the versions of cells are those that the project installs and starts', () => {
  const kafka = read('tools/servers/src/kafka/kafka.ts');
  const elasticsearch = read('tools/servers/src/elasticsearch/elasticsearch-home.ts');
  for (const { name, subject, version } of cells) {
    const line = name.slice(name.indexOf('-') + 1);
    const started = `'${line}': { release: '${version}'`;
    if (subject === 'Kafka') assert.ok(kafka.includes(started), started);
    if (subject === 'Elasticsearch') assert.ok(elasticsearch.includes(started), started);
  }
  assert.equal(named('typescript-6.0').version, manifest('.').devDependencies.typescript);
  assert.equal(manifest('packages/sources').peerDependencies.kafkajs, '2.2.4');
  assert.ok(named('kafka-4.3').note.includes('kafkajs 2.2.4'));
  const { '@elastic/elasticsearch': client9, 'elasticsearch-8': client8 } =
    manifest('packages/sink-es').devDependencies;
  assert.equal(
    named('elasticsearch-9.5').note,
    `by \`@elastic/elasticsearch\` ${client8.split('@').at(-1)} and ${client9}`,
  );
});

test('the oldest Node is the one that the manifests require, and npm test runs on the newest', () => {
  const [oldest] = cells.filter(({ subject }) => subject === 'Node');
  assert.equal(oldest.name, 'node-20');
  for (const name of ['.', 'packages/stream', 'packages/sources', 'packages/sink-es', 'packages/forecast'])
    assert.equal(manifest(name).engines.node, '>=20.19');
  assert.ok(read('tools/servers/test/real/newest-node.test.ts').includes(`'${newestNode.name}'`));
});

test('cells are selected by name or kind, in the order of the list', () => {
  const chosen = selectCells(['kafka', 'node-22']).map(({ name }) => name);
  assert.deepEqual(chosen, ['node-22', 'kafka-3.2', 'kafka-3.9', 'kafka-4.3']);
  assert.equal(selectCells([]), cells);
  assert.throws(() => selectCells(['kafka-2.8']), { name: 'UsageError', message: /got kafka-2\.8.*kafka-3\.2/ });
});
