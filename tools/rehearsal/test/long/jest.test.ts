import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createProject } from '../../src/project.ts';
import { run } from '../../src/run.ts';
import { root } from '../../src/workspace.ts';

const jest = {
  jest: '30.5.2',
  'babel-jest': '30.5.2',
  '@babel/core': '7.29.13',
  '@babel/preset-env': '7.29.14',
  'babel-plugin-transform-import-meta': '2.3.3',
};

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'penstock-jest-'));
  await createProject(project, inject('registry'), 'npm', jest);
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('Jest runs CommonJS tests with the configuration of the guide', async () => {
  const page = await readFile(join(root, 'docs/guide/environments.md'), 'utf8');
  const [, configuration] = /^```js\n(\/\/ jest\.config\.cjs\n[^]*?)^```/m.exec(page)!;
  await writeFile(join(project, 'jest.config.cjs'), configuration!);
  await writeFile(
    join(project, 'flow.test.js'),
    `const { deliver, run, toSink } = require('@penstock/stream');
const { naive } = require('@penstock/forecast');
const { toElasticsearch } = require('@penstock/sink-es');
const { memoryTopic } = require('@penstock/sources');
const { fromKafka } = require('@penstock/sources/kafka');

test('runs a flow', async () => {
  const counts = await run(deliver([1, 2, 3]), toSink(async () => undefined));
  expect(counts.written).toBe(3);
  const model = await naive.fit({ times: Float64Array.of(0, 1, 2), values: Float64Array.of(5, 6, 7) });
  expect([...model.forecast(2).mean]).toEqual([7, 7]);
  expect([toElasticsearch, memoryTopic, fromKafka].map((each) => typeof each)).toEqual(Array(3).fill('function'));
});
`,
  );
  const { stderr } = await run('npx', ['jest', '--ci'], { cwd: project });
  expect(stderr).toContain('1 passed, 1 total');
});
