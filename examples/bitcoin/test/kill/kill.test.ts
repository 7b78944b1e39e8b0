import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { memoryTopic } from '@penstock/sources';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

const documents = 3_038;
const kills = 20;
const day = 86_400_000;

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'penstock-kill-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const consumer = join(import.meta.dirname, 'consumer.mjs');

/** Runs the consumer: kills it `after` ms from its first read of the topic, or lets it run to its end. */
const live = (mode: string, after: number | undefined): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [consumer, join(folder, 'topic'), join(folder, 'store.duckdb'), mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
    child.stdout.once('data', () => after !== undefined && setTimeout(() => child.kill('SIGKILL'), after));
    child.once('error', reject).once('close', (code) => resolve({ code, errors }));
  });

const survive = async (mode: '' | '--receipt') => {
  const topic = await memoryTopic<{ date: string; close: number }>({
    name: 'bitcoin',
    partitions: 10,
    directory: join(folder, 'topic'),
  });
  await topic.send(
    Array.from({ length: documents }, (_, n) => {
      const date = new Date(Date.UTC(2014, 8, 17) + n * day).toISOString().slice(0, 10);
      return { key: date, value: { date, close: 400 + n } };
    }),
  );
  await topic.close();

  let killed = 0;
  for (let life = 0; life < kills; life += 1) {
    const { code, errors } = await live(mode, Math.floor(Math.random() * 60));
    if (code === null) killed += 1;
    else expect(errors).toBe('');
  }
  expect(await live(mode, undefined)).toEqual({ code: 0, errors: '' });

  const store = await DuckDBInstance.create(join(folder, 'store.duckdb'));
  const connection = await store.connect();
  const rows = (await connection.runAndReadAll('SELECT count(*)::INT, sum(close) FROM documents')).getRows();
  connection.closeSync();
  store.closeSync();
  return { killed, count: rows[0]![0], sum: rows[0]![1] };
};

// The consumer uses the built packages, as a user's program does.
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../../../packages/sources/dist/index.js')))
    throw new Error('The packages are not built: run `npm test`, or `pnpm build` first.');
});

test(`loses nothing when the consumer is killed ${kills} times`, { timeout: 120_000 }, async () => {
  const { killed, count, sum } = await survive('');
  expect(killed).toBe(kills);
  expect(count).toBe(documents);
  expect(sum).toBe(documents * 400 + (documents * (documents - 1)) / 2);
});

test('the check fails for a consumer that commits on receipt', { timeout: 120_000 }, async () => {
  const { count } = await survive('--receipt');
  expect(count).toBeLessThan(documents);
});
