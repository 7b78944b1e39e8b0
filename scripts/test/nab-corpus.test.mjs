import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { keyOf, readCorpus, windowRows, writeResult } from '../../benchmarks/nab/corpus.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'penstock-nab-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rows = ['2014-10-26 01:00:00,1.50', '2014-10-26 01:30:00,2e1', '2014-10-26 01:00:00,3', '2014-10-26 02:30:00,4'];
const put = (path, text) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

test('reads each CSV file of timestamp and value in a folder, and no others', () => {
  put('real/b.csv', `timestamp,value\r\n${rows.join('\r\n')}\r\n`);
  put('a.csv', `timestamp,value\n${rows[0]}\n`);
  put('results/real/penstock_b.csv', 'timestamp,value,anomaly_score\n2014-10-26 01:00:00,1,0\n');
  const files = readCorpus(folder);
  assert.deepEqual(
    files.map(({ name }) => name),
    ['a.csv', 'real/b.csv'],
  );
  assert.deepEqual(files[1].lines, rows);
  assert.deepEqual(Array.from(files[1].values), [1.5, 20, 3, 4]);
  assert.equal(files[1].times[1], Date.UTC(2014, 9, 26, 1, 30));
});

test('names a row that is not a time and a number', () => {
  put('a.csv', 'timestamp,value\n2014-10-26 01:00:00,1\n2014-10-26 01:30:00,\n');
  assert.throws(() => readCorpus(folder), /row 2 of a\.csv; got "2014-10-26 01:30:00,"/);
});

test('adds a score to each unchanged row, also when a time occurs twice', () => {
  put('real/a.csv', `timestamp,value\n${rows.join('\n')}\n`);
  const [file] = readCorpus(folder);
  const scores = Float64Array.of(0, 0.25, 1, 0);
  const lines = [`${rows[0]},0`, `${rows[1]},0.25`, `${rows[2]},1`, `${rows[3]},0`];
  const expected = `timestamp,value,anomaly_score\n${lines.join('\n')}\n`;
  writeResult(join(folder, 'out'), file, scores);
  assert.equal(readFileSync(join(folder, 'out/real/a.csv'), 'utf8'), expected);
  writeResult(join(folder, 'out'), { ...file, key: 'real/a.csv' }, scores, 'penstock');
  assert.equal(readFileSync(join(folder, 'out/penstock/real/penstock_a.csv'), 'utf8'), expected);
});

test('finds the windows of a file by the end of its path, or by its name', () => {
  const windows = { 'real/a.csv': [], 'made/b.csv': [] };
  assert.equal(keyOf('real/a.csv', windows), 'real/a.csv');
  assert.equal(keyOf('data/real/a.csv', windows), 'real/a.csv');
  assert.equal(keyOf('b.csv', windows), 'made/b.csv');
  assert.equal(keyOf('c.csv', windows), undefined);
});

test('a window begins and ends at the rows of its times', () => {
  put('a.csv', `timestamp,value\n${rows.join('\n')}\n`);
  const [file] = readCorpus(folder);
  const window = ['2014-10-26 01:30:00.000000', '2014-10-26 02:30:00.000000'];
  assert.deepEqual(windowRows(file, [window]), [[1, 3]]);
  assert.throws(() => windowRows(file, [['2014-10-26 01:10:00', window[1]]]), /a row at 2014-10-26 01:10:00 in a\.csv/);
});
