import { sourceContract } from '@penstock/stream/testing';
import { describe, test } from 'vitest';
import { csv, ndjson, number } from '../src/index.ts';
import { newFile } from './scratch-files.ts';

// Files are deleted after their test.
const close = async () => undefined;
const expected = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];

describe('csv', () => {
  const cases = sourceContract(async () => {
    const path = await newFile('n\n1\n2\n3\n4\n');
    return { source: csv(path, { columns: { n: number } }), expected, close };
  });
  for (const { name, run } of cases) test(name, run);
});

describe('ndjson', () => {
  const cases = sourceContract(async () => {
    const path = await newFile(expected.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return { source: ndjson(path, { parse: (value) => value as { n: number } }), expected, close };
  });
  for (const { name, run } of cases) test(name, run);
});
