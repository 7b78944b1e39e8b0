import { fileBlobs } from '@penstock/stream/node';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filePositions } from '../../../src/exchange/index.ts';
import { newFolder } from '../../scratch-files.ts';

const cursor = { offset: 17, since: null, recent: [{ id: '61044952', time: 1_688_669_597_827 }] };

test('a cursor is loaded as it was saved, and each lane has its own', async () => {
  const folder = await newFolder();
  const store = filePositions(folder);
  expect(await store.load('kraken:BTC/USD')).toBeUndefined();
  await store.save('kraken:BTC/USD', cursor);
  await store.save('kraken:ETH/USD', { ...cursor, offset: 3 });
  await store.save('kraken:BTC/USD', { ...cursor, offset: 18 });
  expect(await filePositions(folder).load('kraken:BTC/USD')).toEqual({ ...cursor, offset: 18 });
  expect(await filePositions(folder).load('kraken:ETH/USD')).toEqual({ ...cursor, offset: 3 });
});

test.each([
  ['is not JSON', '{"format":1', 'PENSTOCK_POSITION_CORRUPT'],
  ['has no cursor', '{"format":1,"topic":"a"}', 'PENSTOCK_POSITION_CORRUPT'],
  [
    'has an offset below 0',
    '{"format":1,"topic":"a","cursor":{"offset":-1,"since":null,"recent":[]}}',
    'PENSTOCK_POSITION_CORRUPT',
  ],
  [
    'is of another lane',
    '{"format":1,"topic":"b","cursor":{"offset":1,"since":null,"recent":[]}}',
    'PENSTOCK_POSITION_CORRUPT',
  ],
  ['is of a later version', '{"format":2}', 'PENSTOCK_FORMAT_UNSUPPORTED'],
])('a file that %s is an error and not treated as missing', async (_what, text, code) => {
  const folder = await newFolder();
  await filePositions(folder).save('a', cursor);
  const [name] = await readdir(folder);
  await writeFile(join(folder, name!), text);
  await expect(filePositions(folder).load('a')).rejects.toMatchObject({ code });
});

test('a folder needs a name', () => {
  expect(() => filePositions('')).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }) as Error);
});

test('an unfinished file of a killed process is ignored', async () => {
  const folder = await newFolder();
  const store = filePositions(folder);
  await store.save('a', cursor);
  const [name] = await readdir(folder);
  await writeFile(join(folder, `${name}.99.tmp`), 'half');
  expect(await store.load('a')).toEqual(cursor);
  expect(await fileBlobs(folder).list('')).toEqual([name]);
});
