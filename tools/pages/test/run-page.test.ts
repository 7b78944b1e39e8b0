import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPage } from '../src/read-page.ts';
import { runPage } from '../src/run-page.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'penstock-run-page-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const run = (page: string, changes = {}) => runPage(readPage(page, String), { folder, ...changes });

test('saves files, which commands then see', async () => {
  const page = block('js', '// a.mjs\nconsole.log(1 + 1);') + block('sh', 'node a.mjs') + block('text', '2');
  expect(await run(page)).toEqual([]);
});

test('reports output that differs from the page', async () => {
  expect(await run(block('sh', 'echo 2') + block('text', '3'))).toEqual([
    { line: 1, commands: 'echo 2\n', expected: '3\n', printed: '2\n' },
  ]);
});

test('fails when a command fails, with its output', async () => {
  await expect(run(block('sh', 'echo before\nfalse\necho after'))).rejects.toThrow(/line 1 failed[^]*before/);
});

test('does not run npm install, but requires the packages that it names', async () => {
  const page = block('sh', 'npm install kafkajs@2.2.4 @penstock/stream');
  await expect(run(page)).rejects.toThrow('installs kafkajs');
  await mkdir(join(folder, 'node_modules', 'kafkajs'), { recursive: true });
  await expect(run(page)).rejects.toThrow('installs @penstock/stream');
  await mkdir(join(folder, 'node_modules', '@penstock', 'stream'), { recursive: true });
  expect(await run(page)).toEqual([]);
});

test('changes a file for the servers of the test, and reverts the change in the output', async () => {
  const page =
    block('txt', '# a.txt\nlocalhost:9092') + block('sh', 'cat a.txt') + block('text', '# a.txt\nlocalhost:9092');
  const change = (text: string): string => text.replace('localhost:9092', '127.0.0.1:1');
  const changeBack = (text: string): string => text.replace('127.0.0.1:1', 'localhost:9092');
  expect(await run(page, { change, changeBack })).toEqual([]);
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toContain('127.0.0.1:1');
});
