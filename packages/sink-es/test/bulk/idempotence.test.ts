import type { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import type { Receipt } from '@penstock/stream';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import { eachModel } from '../server/each-model.ts';
import type { ModelServer } from '../server/model.ts';
import type { Price, PriceOptions } from './price.ts';

let model: ModelServer;
let client: Client;
const day = ({ day }: Price): string => day;
const write = async (records: readonly Price[], options: PriceOptions) => {
  const receipts: Receipt[] = [];
  const sink = toElasticsearch<Price>(client, {
    index: 'prices',
    id: day,
    retry: { initialDelay: 1, maxDelay: 4 },
    onRetry: () => undefined,
    ...options,
  });
  await run(deliver(records, { topic: 'prices', onReject: 'skip' }), (flow) =>
    sink(flow).pipe(tap((receipt) => receipts.push(receipt))),
  );
  return { receipts, counts: sink.counts };
};
const closeOf = (id: string): unknown => model.indices.get('prices')?.get(id)?.source['close'];

eachModel((server, itsClient) => {
  model = server;
  client = itsClient;
});

describe("opType 'create'", () => {
  const records = [
    { day: 'a', close: 1 },
    { day: 'b', close: 2 },
  ];

  test('keeps existing documents, and counts a replay as unchanged', async () => {
    expect((await write(records, { opType: 'create' })).counts).toMatchObject({ created: 2 });
    expect((await write(records, { opType: 'create' })).counts).toMatchObject({
      created: 0,
      unchanged: 2,
      rejected: 0,
    });
  });

  test('rejects another record with the same id', async () => {
    await write(records, { opType: 'create' });
    const { receipts, counts } = await write(
      [
        { day: 'a', close: 9 },
        { day: 'b', close: 2 },
      ],
      { opType: 'create' },
    );
    expect(counts).toMatchObject({ unchanged: 1, rejected: 1 });
    expect(receipts.find(({ outcome }) => outcome === 'rejected')).toMatchObject({
      error: { code: 'PENSTOCK_DOCUMENT_REJECTED', message: expect.stringContaining('_id a') },
    });
    expect(closeOf('a')).toBe(1);
  });

  test('counts a record as unchanged if the answer to its first write was lost', async () => {
    let lost = 1;
    model.onBulk = () => (lost-- > 0 ? 'reset after writing' : undefined);
    expect((await write(records, { opType: 'create' })).counts).toMatchObject({ created: 0, unchanged: 2 });
  });

  test('behind a pipeline, compares only the fields that were sent and are stored', async () => {
    model.indices.set(
      'prices',
      new Map([
        ['a', { source: { day: 'a', close: 1, ingested: 7 }, version: 1 }],
        ['b', { source: { day: 'b', close: 3 }, version: 1 }],
      ]),
    );
    expect((await write(records, { opType: 'create', pipeline: 'stamp' })).counts).toMatchObject({
      unchanged: 1,
      rejected: 1,
    });
    expect(model.bulks[0]!.query.get('pipeline')).toBe('stamp');
  });
});

describe('external versions', () => {
  const versionType = 'external';
  const version = ({ close }: Price): number => close;

  test('never let an older write replace a newer one', async () => {
    expect((await write([{ day: 'a', close: 5 }], { versionType, version })).counts).toMatchObject({ created: 1 });
    const { counts, receipts } = await write(
      [
        { day: 'a', close: 3 },
        { day: 'a', close: 5 },
        { day: 'a', close: 6 },
      ],
      { versionType, version },
    );
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'written']);
    expect(counts).toMatchObject({ updated: 1, unchanged: 2 });
    expect(closeOf('a')).toBe(6);
  });

  test('apply to deletes', async () => {
    await write([{ day: 'a', close: 5 }], { versionType, version });
    expect((await write([{ day: 'a', close: 4 }], { versionType, version, opType: 'delete' })).counts).toMatchObject({
      unchanged: 1,
      deleted: 0,
    });
    expect((await write([{ day: 'a', close: 6 }], { versionType, version, opType: 'delete' })).counts).toMatchObject({
      deleted: 1,
    });
  });

  test('use the offset by default, and record its topic in the index', async () => {
    const origin = { topic: 'prices', partitions: 1, topicId: 'x1' };
    await write(
      [
        { day: 'a', close: 5 },
        { day: 'b', close: 6 },
      ],
      { versionType, origin },
    );
    expect(model.bulks[0]!.lines.map(({ meta }) => [meta['version'], meta['version_type']])).toEqual([
      [0, 'external'],
      [1, 'external'],
    ]);
    expect(model.mappings.get('prices')).toEqual({ _meta: { penstock: { offsets: origin } } });
    await write([{ day: 'a', close: 5 }], { versionType, origin });
  });

  test.each([
    ['another topic', { topic: 'others', partitions: 1 }],
    ['another number of partitions', { topic: 'prices', partitions: 2 }],
    ['a recreated topic', { topic: 'prices', partitions: 1, topicId: 'x2' }],
  ])('stop the flow with offsets of %s', async (_, origin) => {
    await write([{ day: 'a', close: 5 }], { versionType, origin: { topic: 'prices', partitions: 1 } });
    await expect(write([{ day: 'a', close: 6 }], { versionType, origin })).rejects.toMatchObject({
      code: 'PENSTOCK_VERSION_ORIGIN_CHANGED',
    });
    expect(closeOf('a')).toBe(5);
  });

  test('use an index that another writer creates in the meantime', async () => {
    const origin = { topic: 'prices', partitions: 1 };
    model.onCreate = (index) => {
      model.indices.set(index, new Map());
      return { status: 400, body: { error: { type: 'resource_already_exists_exception', reason: 'exists' } } };
    };
    await write([{ day: 'a', close: 5 }], { versionType, origin });
    expect(model.mappings.get('prices')).toEqual({ _meta: { penstock: { offsets: origin } } });
    expect(closeOf('a')).toBe(5);
  });

  test('stop the flow if Elasticsearch refuses to create the index', async () => {
    const reason = 'this action would add [2] shards, but this cluster has the maximum open';
    model.onCreate = () => ({ status: 400, body: { error: { type: 'validation_exception', reason } } });
    const origin = { topic: 'prices', partitions: 1 };
    await expect(write([{ day: 'a', close: 5 }], { versionType, origin })).rejects.toMatchObject({
      code: 'PENSTOCK_TARGET_REFUSED',
      message: expect.stringContaining(reason) as string,
    });
  });

  test('stop the flow at a record of another topic than the origin', async () => {
    const sink = toElasticsearch<Price>(client, {
      index: 'prices',
      versionType,
      origin: { topic: 'other', partitions: 1 },
    });
    await expect(run(deliver([{ day: 'a', close: 5 }], { topic: 'prices' }), sink)).rejects.toMatchObject({
      code: 'PENSTOCK_VERSION_ORIGIN_CHANGED',
    });
    expect(model.bulks).toHaveLength(0);
  });

  test('reject a version that is not an integer, and an operation without versions', async () => {
    const { counts, receipts } = await write(
      [
        { day: 'a', close: 0.5 },
        { day: 'b', close: -1 },
        { day: 'c', close: 3 },
        { day: 'd', close: 4 },
      ],
      {
        versionType,
        version,
        opType: ({ close }) => (close === 3 ? 'create' : 'index'),
      },
    );
    expect(counts).toMatchObject({ created: 1, rejected: 3 });
    expect(
      receipts
        .filter(({ outcome }) => outcome === 'rejected')
        .every(({ error }) => (error as { code: string }).code === 'PENSTOCK_BAD_DOCUMENT'),
    ).toBe(true);
  });

  test.each([
    { version },
    { origin: { topic: 'prices', partitions: 1 } },
    { versionType, version, opType: 'create' },
    { versionType, version, opType: 'update' },
    { versionType },
    { versionType, version, origin: { topic: 'prices', partitions: 1 } },
    { versionType, origin: { topic: 'prices', partitions: 0 } },
    { versionType, origin: { topic: 'prices', partitions: 1 }, index: () => 'prices' },
  ] as Array<PriceOptions>)('refuse options that contradict each other: %j', (options) => {
    expect(() => toElasticsearch<Price>(client, { index: 'prices', ...options })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

describe("opType 'update'", () => {
  test('merges into the existing document', async () => {
    model.indices.set('prices', new Map([['a', { source: { day: 'a', note: 'kept' }, version: 1 }]]));
    await write([{ day: 'a', close: 1 }], { opType: 'update' });
    expect(model.indices.get('prices')!.get('a')!.source).toEqual({ day: 'a', note: 'kept', close: 1 });
  });

  test('rejects a record without a document if upsert is false', async () => {
    expect((await write([{ day: 'a', close: 1 }], { opType: 'update', upsert: false })).counts).toMatchObject({
      rejected: 1,
    });
  });

  test('sends a script with the value as upsert', async () => {
    const script = ({ close }: Price) => ({ source: 'ctx._source.close += params.by', params: { by: close } });
    model.onBulk = () => ({
      status: 200,
      body: { errors: false, items: [{ update: { status: 200, result: 'updated' } }] },
    });
    await write([{ day: 'a', close: 1 }], { opType: 'update', script });
    expect(model.bulks[0]!.lines[0]!.source).toEqual({
      script: script({ day: 'a', close: 1 }),
      upsert: { day: 'a', close: 1 },
    });
  });
});
