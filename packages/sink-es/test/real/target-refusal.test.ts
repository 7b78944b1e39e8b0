import { deliver, run } from '@penstock/stream';
import { describe, expect, inject, test } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import type { ToElasticsearchOptions } from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

interface Row {
  readonly n: number;
  readonly '@timestamp': number;
}
type Options = Partial<ToElasticsearchOptions<Row>>;
type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

const rows = Array.from({ length: 6 }, (_, n): Row => ({ n, '@timestamp': Date.UTC(2020, 0, 1 + n) }));

/** A wrong target: how to set it up, and the options of the sink that writes to it. */
interface Situation {
  readonly name: string;
  readonly prepare: (ask: Ask, index: string) => Promise<unknown>;
  readonly options?: (index: string) => Options;
  readonly code?: string;
  readonly says: RegExp;
  /** Returns the name of the index to write to, if it differs from the prepared one. */
  readonly target?: (index: string) => string;
  readonly notOn7?: boolean;
}

const nothing = async (): Promise<void> => undefined;
const dataStream: Situation = {
  name: 'a data stream that accepts only opType create',
  prepare: (ask, index) =>
    ask('PUT', `/_index_template/${index}`, { index_patterns: [index], data_stream: {}, priority: 900 }),
  says: /op_type of create.*opType: 'create'/,
  notOn7: true,
};
const situations: readonly Situation[] = [
  {
    name: 'a closed index',
    prepare: async (ask, index) => {
      await ask('PUT', `/${index}`);
      await ask('POST', `/${index}/_close`);
    },
    says: /index_closed_exception.*Open the index/,
  },
  {
    name: 'an alias of two indices without a write index',
    prepare: async (ask, index) => {
      await ask('PUT', `/${index}-1`, { aliases: { [index]: {} } });
      await ask('PUT', `/${index}-2`, { aliases: { [index]: {} } });
    },
    says: /no write index is defined for alias.*Set is_write_index/,
  },
  {
    name: 'an alias of an index with is_write_index false',
    prepare: (ask, index) => ask('PUT', `/${index}-1`, { aliases: { [index]: { is_write_index: false } } }),
    says: /no write index is defined/,
  },
  {
    name: 'an index that requires routing',
    prepare: (ask, index) => ask('PUT', `/${index}`, { mappings: { _routing: { required: true } } }),
    says: /routing_missing_exception.*option routing/,
  },
  {
    name: 'a missing pipeline',
    prepare: nothing,
    options: (index) => ({ pipeline: `${index}-none` }),
    says: /pipeline with id .* does not exist.*Create the ingest pipeline/,
  },
  {
    name: 'a missing default pipeline',
    prepare: (ask, index) => ask('PUT', `/${index}`, { settings: { default_pipeline: 'none' } }),
    says: /pipeline with id \[none\] does not exist/,
  },
  {
    name: 'a missing final pipeline',
    prepare: (ask, index) => ask('PUT', `/${index}`, { settings: { final_pipeline: 'none' } }),
    says: /pipeline with id \[none\] does not exist/,
  },
  {
    name: 'an invalid name',
    prepare: nothing,
    target: (index) => `${index}-Upper`,
    says: /invalid_index_name_exception.*valid name/,
  },
  {
    name: 'a list of names',
    prepare: nothing,
    target: (index) => `${index},${index}-2`,
    says: /invalid_index_name_exception/,
  },
  {
    name: 'date math with an invalid expression',
    prepare: nothing,
    target: (index) => `<${index}-{x}>`,
    says: /parse_exception.*date math/,
  },
  {
    name: 'date math with an invalid format',
    prepare: nothing,
    target: (index) => `<${index}-{now/d{bbb}}>`,
    says: /Invalid format.*date math/,
  },
  {
    name: 'date math with an unknown time zone, for which Elasticsearch answers 500',
    prepare: nothing,
    target: (index) => `<${index}-{now/d{yyyy|nowhere}}>`,
    says: /time-zone ID: nowhere.*date math/,
  },
  {
    name: 'date math with an invalid time zone offset',
    prepare: nothing,
    target: (index) => `<${index}-{now/d{yyyy|+99:00}}>`,
    says: /date math/,
  },
  {
    name: 'a template from which Elasticsearch cannot create an index',
    prepare: (ask, index) =>
      ask('PUT', `/_index_template/${index}`, {
        index_patterns: [index],
        priority: 900,
        template: { settings: { 'index.sort.field': 'none' } },
      }),
    says: /unknown index sort field.*index template/,
  },
  {
    name: 'a time series index, whose ids Elasticsearch generates',
    prepare: (ask, index) =>
      ask('PUT', `/${index}`, {
        settings: {
          mode: 'time_series',
          routing_path: ['n'],
          time_series: { start_time: '2019-01-01T00:00:00Z', end_time: '2021-01-01T00:00:00Z' },
        },
        mappings: {
          properties: { '@timestamp': { type: 'date' }, n: { type: 'long', time_series_dimension: true } },
        },
      }),
    says: /_id must be unset.*time_series/,
    notOn7: true,
  },
  {
    name: 'an index that blocks writes',
    prepare: (ask, index) => ask('PUT', `/${index}`, { settings: { 'blocks.write': true } }),
    code: 'PENSTOCK_FORBIDDEN',
    says: /FORBIDDEN\/8.*lift the block/,
  },
  {
    name: 'an index where an alias is required',
    prepare: (ask, index) => ask('PUT', `/${index}`),
    options: () => ({ requireAlias: true }),
    code: 'PENSTOCK_INDEX_MISSING',
    says: /is not an alias/,
  },
  {
    name: 'a template that forbids automatic creation',
    prepare: (ask, index) =>
      ask('PUT', `/_index_template/${index}`, { index_patterns: [index], allow_auto_create: false, priority: 900 }),
    code: 'PENSTOCK_INDEX_MISSING',
    says: /forbids index auto creation/,
  },
  dataStream,
];

for (const { name, server, open } of pairs.filter(({ isFull }) => isFull)) {
  const inPlace = async (
    situation: Situation,
    work: (write: (options: Options) => Promise<Written>, target: string, good: string) => Promise<void>,
  ): Promise<void> => {
    const client = open();
    const index = freshIndex();
    const good = `${index}-good`;
    try {
      await situation.prepare((method, path, body) => askServer(server, method, path, body), index);
      const write = async (options: Options): Promise<Written> => {
        const deadLetters: unknown[] = [];
        let committed = 0;
        const flow = deliver(rows, {
          id: ({ n }) => `row-${n}`,
          onReject: { deadLetter: async ({ value }) => void deadLetters.push((value as Row).n) },
          commit: async ({ offset }) => void (committed = offset),
        });
        const sink = toElasticsearch<Row>(client, { index, ...situation.options?.(index), ...options });
        const error: unknown = await run(flow, sink).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        return { error, deadLetters, committed };
      };
      await work(write, situation.target?.(index) ?? index, good);
    } finally {
      await client.close();
      await fetch(`${inject(server)}/_data_stream/${index}`, { method: 'DELETE' });
      await fetch(`${inject(server)}/${index}*`, { method: 'DELETE' });
      await fetch(`${inject(server)}/_index_template/${index}`, { method: 'DELETE' });
    }
  };

  describe(name, () => {
    for (const situation of situations.filter(({ notOn7 }) => !notOn7 || server !== 'elasticsearch7')) {
      const { code = 'PENSTOCK_TARGET_REFUSED', says } = situation;

      test(`${situation.name} stops the flow, and no record is lost`, () =>
        inPlace(situation, async (write, target) => {
          const { error, deadLetters, committed } = await write({ index: target });
          expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
          expect(deadLetters).toEqual([]);
          expect(committed).toBe(0);
        }));

      test(`${situation.name} that one record computed rejects only that record`, () =>
        inPlace(situation, async (write, target, good) => {
          const { pipeline, requireAlias, ...rest } = situation.options?.(target) ?? {};
          const hostile = ({ n }: Row): boolean => n === 3;
          if (requireAlias) await askServer(server, 'PUT', `/${good}-1`, { aliases: { [good]: {} } });
          const { error, deadLetters } = await write({
            ...rest,
            index: (row) => (hostile(row) ? target : good),
            ...(pipeline !== undefined && { pipeline: (row) => (hostile(row) ? 'none' : undefined) }),
          });
          expect(error).toBeUndefined();
          expect(deadLetters).toEqual([3]);
          await askServer(server, 'POST', `/${good}/_refresh`);
          expect(await askServer(server, 'GET', `/${good}/_count`)).toMatchObject({ count: 5 });
        }));
    }

    const fine: Situation = { name: 'a good index', prepare: nothing, says: /./ };

    if (server !== 'elasticsearch7')
      test('a data stream without custom routing rejects the records with a routing', () =>
        inPlace(dataStream, async (write, target) => {
          expect(
            await write({ index: target, opType: 'create', routing: ({ n }) => (n === 3 ? 'a' : undefined) }),
          ).toMatchObject({ error: undefined, deadLetters: [3] });
        }));

    test('an index name that is too long for a request stops the flow', () =>
      inPlace(fine, async (write) => {
        const refused = { error: { code: 'PENSTOCK_TARGET_REFUSED' }, deadLetters: [], committed: 0 };
        expect(await write({ index: 'x'.repeat(5_000) })).toMatchObject(refused);
        expect(await write({ pipeline: 'x'.repeat(5_000) })).toMatchObject(refused);
      }));

    test('records with invalid index names are rejected, and the others are written', () =>
      inPlace(fine, async (write, _, good) => {
        const hostile = [
          '..',
          '_all',
          '*',
          'a,b',
          'a b',
          'a:b',
          '<x-{y}>',
          '<x-{now/d{bbb}}>',
          '<x-{now/d{yyyy|nowhere}}>',
          'x'.repeat(300),
          'A',
          '-a',
          'a/_doc',
          '\ud800',
          '',
        ];
        for (const bad of hostile) {
          const { error, deadLetters } = await write({ index: ({ n }) => (n % 2 === 1 ? bad : good) });
          expect(error, bad).toBeUndefined();
          expect(deadLetters, bad).toEqual([1, 3, 5]);
        }
      }));

    test('an unknown operation is rejected, although 7.17 has no item for it in its answer', () =>
      inPlace(fine, async (write) => {
        expect(await write({ opType: ({ n }) => (n === 2 ? 'upsert' : 'index') as 'index' })).toMatchObject({
          error: undefined,
          deadLetters: [2],
        });
      }));

    test('a read-only cluster stops the flow, even if the index is computed', () =>
      inPlace(fine, async (write, _, good) => {
        const block = (value: boolean | null) =>
          askServer(server, 'PUT', '/_cluster/settings', { persistent: { 'cluster.blocks.read_only': value } });
        await write({ index: good });
        await block(true);
        try {
          expect(await write({ index: () => good })).toMatchObject({
            error: { code: 'PENSTOCK_FORBIDDEN' },
            deadLetters: [],
          });
        } finally {
          await block(null);
        }
      }));
  });
}

interface Written {
  readonly error: unknown;
  readonly deadLetters: readonly unknown[];
  readonly committed: number;
}
