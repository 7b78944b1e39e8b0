import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceContract } from '@penstock/stream/testing';
import { describe, test } from 'vitest';
import { csv, ndjson, number } from '../src/index.ts';

const inFile = async (name: string, content: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-source-'));
  await writeFile(join(folder, name), content);
  return { path: join(folder, name), close: () => rm(folder, { recursive: true }) };
};
const expected = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];

describe('csv', () => {
  const cases = sourceContract(async () => {
    const { path, close } = await inFile('n.csv', 'n\n1\n2\n3\n4\n');
    return { source: csv(path, { columns: { n: number } }), expected, close };
  });
  for (const { name, run } of cases) test(name, run);
});

describe('ndjson', () => {
  const cases = sourceContract(async () => {
    const { path, close } = await inFile('n.ndjson', expected.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return { source: ndjson(path, { parse: (value) => value as { n: number } }), expected, close };
  });
  for (const { name, run } of cases) test(name, run);
});
