import type { RequestListener } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { startElasticsearch, startKafka } from '@penstock/servers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { writeReportPrices } from './report-prices.ts';
import { serving } from './serving.ts';

let folder: string;
let program: Program;
let csv: string;
const kafka = inject('kafka').join(',');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-refusals-'));
  csv = join(folder, 'prices.csv');
  await writeReportPrices(csv);
  program = await buildProgram();
}, 60_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command that must fail. A run that only waits is ended after a while, and then fails here by its code. */
const refused = async (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> => {
  const { code, out, errors } = await program.run(args, env, (child) =>
    setTimeout(() => child.kill('SIGKILL'), 25_000).unref(),
  );
  expect({ code, out, errors }).toMatchObject({ code: 1, out: '', errors: expect.stringContaining('Error: ') });
  return errors;
};

/** A port that was free a moment ago, so that no server listens there. */
const deadPort = async (): Promise<number> => {
  let port = 0;
  await serving(
    () => undefined,
    async (node) => void (port = Number(new URL(node).port)),
  );
  return port;
};

test('names a broker that does not answer', { timeout: 60_000 }, async () => {
  const broker = `127.0.0.1:${await deadPort()}`;
  expect(await refused(['--once', '--csv', csv, '--kafka', broker, '--store', join(folder, 'a')])).toContain(broker);
});

test('names an Elasticsearch that does not answer', { timeout: 60_000 }, async () => {
  const address = `127.0.0.1:${await deadPort()}`;
  expect(await refused(['--once', '--csv', csv, '--elasticsearch', `http://${address}`])).toContain(address);
});

test('says that Kafka refused the login, and does not print the password', { timeout: 120_000 }, async () => {
  const servers = await startKafka({ sasl: [{ username: 'penstock', password: 'right' }] });
  try {
    const args = ['produce', '--csv', csv, '--kafka', servers.saslBrokers.join(',')];
    const errors = await refused(args, { KAFKA_USERNAME: 'penstock', KAFKA_PASSWORD: 'wr0ng-s3cret' });
    expect(errors).toMatch(/login|authenticat|SASL/i);
    expect(errors).not.toContain('wr0ng-s3cret');
    expect((await program.run(args, { KAFKA_USERNAME: 'penstock', KAFKA_PASSWORD: 'right' })).code).toBe(0);
  } finally {
    await servers.stop();
  }
});

test('says that Elasticsearch refused the login, and does not print the key', { timeout: 60_000 }, async () => {
  const answer: RequestListener = (_, response) => {
    response.writeHead(401, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
    response.end('{"error":{"type":"security_exception","reason":"unable to authenticate"},"status":401}');
  };
  await serving(answer, async (node) => {
    const errors = await refused(['forecast', '--once', '--elasticsearch', node], {
      ELASTICSEARCH_API_KEY: 'wr0ng-s3cret',
    });
    expect(errors).toContain('401');
    expect(errors).not.toContain('wr0ng-s3cret');
  });
});

test('names a missing index template', { timeout: 60_000 }, async () => {
  const args = [
    '--once',
    '--csv',
    csv,
    '--kafka',
    kafka,
    '--elasticsearch',
    inject('elasticsearch9'),
    '--template',
    'nobody-made-this',
  ];
  expect(await refused(args)).toContain('nobody-made-this');
});

test('names the field in which an index differs', { timeout: 120_000 }, async () => {
  const server = await startElasticsearch({ version: '7.17' });
  try {
    const client = new Client({ node: server.url });
    await client.indices.create({ index: 'bitcoin_kafka', mappings: { properties: { Close: { type: 'keyword' } } } });
    await client.close();
    const errors = await refused(['--once', '--csv', csv, '--kafka', kafka, '--elasticsearch', server.url]);
    expect(errors).toMatch(/Close.*(keyword.*double|double.*keyword)/s);
  } finally {
    await server.stop();
  }
});
