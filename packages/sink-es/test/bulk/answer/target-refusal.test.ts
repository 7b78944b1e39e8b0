import type { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import type { Receipt } from '@penstock/stream';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { toElasticsearch } from '../../../src/index.ts';
import { eachModel } from '../../server/each-model.ts';
import type { ModelServer } from '../../server/model.ts';
import { prices } from '../price.ts';
import type { Price, PriceOptions } from '../price.ts';

let model: ModelServer;
let client: Client;

/** Writes nine records with the sink, and resolves with the receipts, dead letters, commits and error of the run. */
const write = async (options: PriceOptions) => {
  const receipts: Receipt[] = [];
  const deadLetters: string[] = [];
  const retries: number[] = [];
  let committed = 0;
  const sink = toElasticsearch<Price>(client, {
    index: 'prices',
    retry: { initialDelay: 1, maxDelay: 4 },
    onRetry: ({ status }) => retries.push(status),
    ...options,
  });
  const flow = deliver(prices(9), {
    id: ({ day }) => day,
    onReject: { deadLetter: async ({ id }) => void deadLetters.push(id) },
    commit: async ({ offset }) => void (committed = offset),
  });
  const error: unknown = await run(flow, (elements) =>
    sink(elements).pipe(tap((receipt) => receipts.push(receipt))),
  ).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { error, receipts, deadLetters, committed, retries };
};

eachModel((server, itsClient) => {
  model = server;
  client = itsClient;
});

const index: PriceOptions = { index: () => 'prices' };
const routing: PriceOptions = { routing: ({ day }) => day };
const pipeline: PriceOptions = { pipeline: () => 'clean' };
const opType: PriceOptions = { opType: () => 'index' };

/**
 * Status, type and reason as Elasticsearch returns them; the code that stops the flow; the options that, as functions,
 * make the refusal concern a single record.
 */
const refusals: ReadonlyArray<readonly [number, string, string, string, readonly PriceOptions[]]> = [
  [400, 'index_closed_exception', 'closed', 'PENSTOCK_TARGET_REFUSED', [index]],
  [
    400,
    'illegal_argument_exception',
    'no write index is defined for alias [prices]. The write index may be explicitly disabled',
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [
    400,
    'illegal_argument_exception',
    "alias [prices] has more than one index associated with it [[a, b]], can't execute a single index op",
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [
    400,
    'illegal_argument_exception',
    'only write ops with an op_type of create are allowed in data streams',
    'PENSTOCK_TARGET_REFUSED',
    [index, opType],
  ],
  [
    400,
    'illegal_argument_exception',
    'index request targeting data stream [prices] specifies a custom routing but the [allow_custom_routing] ' +
      'setting was not enabled',
    'PENSTOCK_TARGET_REFUSED',
    [index, routing],
  ],
  [
    400,
    'illegal_argument_exception',
    'index request with op_type=create and no if_primary_term and if_seq_no set targeting backing indices is ' +
      'disallowed',
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [
    400,
    'illegal_argument_exception',
    'pipeline with id [clean] does not exist',
    'PENSTOCK_TARGET_REFUSED',
    [index, pipeline],
  ],
  [
    400,
    'routing_missing_exception',
    'routing is required for [prices]/[day-4]',
    'PENSTOCK_TARGET_REFUSED',
    [index, routing],
  ],
  [
    400,
    'invalid_index_name_exception',
    'Invalid index name [Prices], must be lowercase',
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [
    400,
    'validation_exception',
    'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum ' +
      'normal shards open;',
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [
    400,
    'document_parsing_exception',
    '[1:42] failed to parse: _id must be unset or set to [JBb8] but was [day-4] because [prices] is in ' +
      'time_series mode',
    'PENSTOCK_TARGET_REFUSED',
    [index],
  ],
  [400, 'illegal_argument_exception', 'unknown index sort field:[zz]', 'PENSTOCK_TARGET_REFUSED', [index]],
  [
    500,
    'illegal_state_exception',
    'Pipeline processor configured for non-existent pipeline [clean]',
    'PENSTOCK_TARGET_REFUSED',
    [index, pipeline],
  ],
  [500, 'illegal_state_exception', 'Cycle detected for pipeline: clean', 'PENSTOCK_TARGET_REFUSED', [index, pipeline]],
  [
    400,
    'graph_structure_exception',
    'Cycle detected for pipeline: clean',
    'PENSTOCK_TARGET_REFUSED',
    [index, pipeline],
  ],
  [404, 'index_not_found_exception', 'no such index [prices]', 'PENSTOCK_INDEX_MISSING', [index]],
  [
    403,
    'cluster_block_exception',
    'index [prices] blocked by: [FORBIDDEN/8/index write (api)];',
    'PENSTOCK_FORBIDDEN',
    [index],
  ],
  [403, 'security_exception', 'action [indices:data/write/bulk[s]] is unauthorized', 'PENSTOCK_FORBIDDEN', [index]],
  [403, 'cluster_block_exception', 'blocked by: [FORBIDDEN/6/cluster read-only (api)];', 'PENSTOCK_FORBIDDEN', []],
  [401, 'security_exception', 'unable to authenticate', 'PENSTOCK_UNAUTHORIZED', []],
];

describe('a refusal of the target', () => {
  const refuse = (status: number, type: string, reason: string) => {
    model.onItem = ({ id }) => (id === 'day-4' ? { status, error: { type, reason } } : undefined);
  };

  test.each(refusals)('%i %s: %s stops the flow if the target is constant', async (status, type, reason, code) => {
    refuse(status, type, reason);
    const { error, deadLetters, committed } = await write({});
    expect(error).toMatchObject({ code, message: expect.stringContaining(reason), cause: { status, type } });
    expect(deadLetters).toEqual([]);
    expect(committed).toBeLessThanOrEqual(4);
  });

  const combinations = refusals.flatMap(([status, type, reason, code, causes]) =>
    [index, routing, pipeline, opType].map(
      (computed) =>
        [status, type, reason, Object.keys(computed)[0]!, computed, causes.includes(computed), code] as const,
    ),
  );

  test.each(combinations)(
    '%i %s: %s with a computed %s',
    async (status, type, reason, _, computed, isOfRecord, code) => {
      refuse(status, type, reason);
      const { error, deadLetters, receipts } = await write(computed);
      if (!isOfRecord) {
        expect(error).toMatchObject({ code });
        expect(deadLetters).toEqual([]);
        return;
      }
      expect(error).toBeUndefined();
      expect(deadLetters).toEqual(['day-4']);
      expect(receipts.filter(({ outcome }) => outcome === 'written')).toHaveLength(8);
      expect(receipts.find(({ outcome }) => outcome === 'rejected')!.error).toMatchObject({
        code: 'PENSTOCK_DOCUMENT_REJECTED',
        message: expect.stringContaining(reason),
        cause: { status, type },
      });
    },
  );

  test.each([
    [400, 'document_parsing_exception', "failed to parse field [n] of type [long] in document with id '1'"],
    [400, 'mapper_parsing_exception', 'failed to parse'],
    [400, 'illegal_argument_exception', 'unable to parse date [x]'],
    [400, 'parse_exception', 'failed to parse date field [x] with format [epoch_millis]'],
    [
      400,
      'strict_dynamic_mapping_exception',
      'mapping set to strict, dynamic introduction of [x] within [_doc] is not allowed',
    ],
    [400, 'illegal_argument_exception', 'Document contains at least one immense term in field="k"'],
    [400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded'],
    [400, 'illegal_argument_exception', 'mapper [n] cannot be changed from type [long] to [text]'],
    [400, 'illegal_argument_exception', 'failed to execute script'],
    [404, 'document_missing_exception', '[day-4]: document missing'],
    [500, 'fail_processor_exception', 'not a price'],
    [500, 'ingest_processor_exception', 'java.lang.IllegalStateException'],
  ])('%i %s: %s rejects only the document, even if the index is computed', async (status, type, reason) => {
    refuse(status, type, reason);
    for (const options of [{}, index]) {
      const { error, deadLetters, retries } = await write(options);
      expect(error).toBeUndefined();
      expect(deadLetters).toEqual(['day-4']);
      expect(retries).toEqual([]);
    }
  });
});

describe('a request that the server refuses as a whole', () => {
  const dateMath = {
    status: 400,
    body: { error: { type: 'parse_exception', reason: 'failed to parse date field [x] with format [uuuu.MM.dd]' } },
  };

  test('stops the flow without a retry if the target is constant', async () => {
    model.onBulk = () => dateMath;
    const { error, deadLetters } = await write({ index: '<prices-{x}>' });
    expect(error).toMatchObject({ code: 'PENSTOCK_TARGET_REFUSED', message: expect.stringContaining('date math') });
    expect(deadLetters).toEqual([]);
    expect(model.bulks).toHaveLength(1);
  });

  test('rejects only the record that computed a wrong target', async () => {
    model.onBulk = ({ lines }) => (lines.some(({ index: name }) => name === '<prices-{x}>') ? dateMath : undefined);
    const { error, deadLetters, receipts } = await write({
      index: ({ close }) => (close === 4 ? '<prices-{x}>' : 'prices'),
    });
    expect(error).toBeUndefined();
    expect(deadLetters).toEqual(['day-4']);
    expect(receipts.filter(({ outcome }) => outcome === 'written')).toHaveLength(8);
  });

  test.each([
    ['explicit index in bulk is not allowed', index],
    ['request [/prices/_bulk] contains unrecognized parameter: [require_alias]', { requireAlias: true }],
  ])('stops the flow for "%s", which concerns all records', async (reason, options) => {
    model.onBulk = () => ({ status: 400, body: { error: { type: 'illegal_argument_exception', reason } } });
    const { error, deadLetters } = await write(options);
    expect(error).toMatchObject({ code: 'PENSTOCK_TARGET_REFUSED', message: expect.stringContaining(reason) });
    expect(deadLetters).toEqual([]);
    expect(model.bulks).toHaveLength(1);
  });
});

describe('a stored document that cannot be read for comparison', () => {
  const unreadable = { type: 'security_exception', reason: 'action [indices:data/read/mget[shard]] is unauthorized' };

  test('stops the flow if the index is constant, instead of retrying for ever', async () => {
    await write({ opType: 'create' });
    model.onGet = () => unreadable;
    expect((await write({ opType: 'create' })).error).toMatchObject({
      code: 'PENSTOCK_FORBIDDEN',
      message: expect.stringContaining('mget'),
    });
  });

  test('rejects the record that computed the index', async () => {
    await write({ ...index, opType: 'create' });
    model.onGet = (id) => (id === 'day-4' ? unreadable : undefined);
    expect(await write({ ...index, opType: 'create' })).toMatchObject({ error: undefined, deadLetters: ['day-4'] });
  });

  test('is read again while its shard is unavailable', async () => {
    await write({ opType: 'create' });
    let failures = 2;
    model.onGet = () =>
      failures-- > 0 ? { type: 'no_shard_available_action_exception', reason: 'no shard' } : undefined;
    const { error, receipts } = await write({ opType: 'create' });
    expect(error).toBeUndefined();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(Array(9).fill('unchanged'));
  });
});

test('a document in the failure store of a data stream is rejected, although the status says success', async () => {
  model.onBulk = ({ lines }) => ({
    status: 200,
    body: {
      errors: false,
      items: lines.map(({ id }) => ({
        create: { status: 201, result: 'created', ...(id === 'day-4' && { failure_store: 'used' }) },
      })),
    },
  });
  const { error, deadLetters, receipts } = await write({ opType: 'create' });
  expect(error).toBeUndefined();
  expect(deadLetters).toEqual(['day-4']);
  expect(receipts.find(({ outcome }) => outcome === 'rejected')!.error).toMatchObject({
    code: 'PENSTOCK_DOCUMENT_REJECTED',
    message: expect.stringContaining('failure store'),
  });
  expect(model.bulks[0]!.query.get('filter_path')).toContain('items.*.failure_store');
});

describe('an option that is computed from the record', () => {
  const bad = (option: string, value: unknown, expected: RegExp) =>
    [option, JSON.stringify(value) ?? String(value), value, expected] as const;

  test.each([
    bad('id', 'a\ud800', /_id must be valid Unicode/),
    bad('id', '', /_id/),
    bad('index', 'prices-\udc00', /index must return a name in valid Unicode/),
    bad('index', '', /index/),
    bad('index', 7, /index/),
    bad('routing', '', /routing must return text/),
    bad('routing', { a: 1 }, /routing must return text/),
    bad('routing', 'a\ud800', /routing must return text/),
    bad('pipeline', '', /pipeline must return a name/),
    bad('pipeline', 5, /pipeline must return a name/),
    bad('opType', 'upsert', /opType must return one of index, create, update, delete; got "upsert"/),
    bad('opType', undefined, /opType must return/),
  ])('%s %s rejects only that record', async (option, _, value, expected) => {
    const good = {
      id: ({ day }: Price) => day,
      index: () => 'prices',
      routing: () => 'r',
      pipeline: () => 'p',
      opType: () => 'index',
    } as Record<string, (price: Price) => unknown>;
    const { error, deadLetters, receipts } = await write({
      [option]: (price: Price) => (price.close === 4 ? value : good[option]!(price)),
    });
    expect(error).toBeUndefined();
    expect(deadLetters).toEqual(['day-4']);
    expect(receipts.find(({ outcome }) => outcome === 'rejected')!.error).toMatchObject({
      code: 'PENSTOCK_BAD_DOCUMENT',
      message: expect.stringMatching(expected),
    });
    expect(model.applied).toHaveLength(8);
  });

  test('may name a pipeline for some records and none for others', async () => {
    await write({ pipeline: ({ close }) => (close < 2 ? `clean-${close}` : undefined) });
    expect(model.bulks[0]!.lines.slice(0, 3).map(({ meta }) => meta['pipeline'])).toEqual([
      'clean-0',
      'clean-1',
      undefined,
    ]);
    expect(model.bulks[0]!.query.has('pipeline')).toBe(false);
  });

  test.each([
    [{ index: '..' }, 'index'],
    [{ index: 'prices-\ud800' }, 'index'],
    [{ pipeline: 'clean', opType: 'update' }, "no pipeline for opType 'update'"],
    [{ pipeline: 'clean', opType: 'delete' }, "no pipeline for opType 'delete'"],
  ] as const)('%j throws before the flow starts', (options, named) => {
    expect(() => toElasticsearch<Price>(client, { index: 'prices', ...options })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(named) }),
    );
  });
});
