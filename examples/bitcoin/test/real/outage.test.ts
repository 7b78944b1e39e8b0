import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { startElasticsearch } from '@penstock/servers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { days, writeReportPrices } from './report-prices.ts';

let folder: string;
let program: Program;
let server: Awaited<ReturnType<typeof startElasticsearch>>;
const broker = ['--kafka', inject('kafka').join(',')];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-outage-'));
  [program, server] = await Promise.all([buildProgram(), startElasticsearch({ version: '7.17' })]);
  await writeReportPrices(join(folder, 'prices.csv'));
}, 120_000);

afterAll(async () => {
  await server.stop();
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('the program reports an outage of Elasticsearch, waits, and then continues', { timeout: 120_000 }, async () => {
  const produce = () => program.run(['produce', ...broker, '--csv', join(folder, 'prices.csv')]);
  const client = new Client({ node: server.url });
  const count = () =>
    client.count({ index: 'bitcoin_kafka' }).then(
      (found) => found.count,
      () => 0,
    );
  await produce();

  let interrupt = (): void => undefined;
  let told = '';
  const indexing = program.run(['index', ...broker, '--elasticsearch', server.url], {}, (child) => {
    interrupt = () => void child.kill('SIGINT');
    child.stderr!.on('data', (chunk: string | Buffer) => (told += String(chunk)));
  });
  await expect.poll(count, { timeout: 30_000, interval: 200 }).toBe(days);

  await server.kill();
  await produce();
  await expect
    .poll(() => told, { timeout: 30_000 })
    .toMatch(/Elasticsearch: \d+ documents are retried \(attempt \d+\)/);
  await server.start();
  interrupt();
  expect(await indexing).toMatchObject({ code: 0, out: expect.stringContaining(`${days} documents`) });
  expect(await count()).toBe(days);
  await client.close();
});
