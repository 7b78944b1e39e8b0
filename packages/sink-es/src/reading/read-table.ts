import type { Windows } from '@penstock/stream';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { Column } from './aggregate.ts';
import { gatherRows } from './documents/gather-rows.ts';
import type { Hit } from './plan/hit.ts';
import { readBuckets } from './buckets/read-buckets.ts';
import { textOf, toReadSettings } from './read-options.ts';
import type { ReadOptions, ReadSettings } from './read-options.ts';
import { planRead, sourceFilter, writtenIn } from './plan/read-plan.ts';
import type { ReadPlan } from './plan/read-plan.ts';
import { doubtfulQuery, isExactSpan, isLikeYear } from './read-query.ts';
import { readRows } from './documents/read-rows.ts';
import { searchPages } from './documents/search-pages.ts';
import { inOrder } from './table.ts';
import type { Table } from './table.ts';
import { warnOf1970 } from './warn-of-1970.ts';

/** Reads columns of documents, or of buckets of documents, in order of time. */
export const readTable = async (
  client: ElasticsearchClient,
  options: ReadOptions,
  columns: readonly Column[],
): Promise<Table> => {
  const settings = toReadSettings(options);
  const plan = await planRead(client, settings, columns);
  const table = settings.windows
    ? await gathered(client, settings, plan, columns, settings.windows)
    : await documents(client, settings, plan);
  warnOf1970(settings, table);
  return table;
};

const documents = async (client: ElasticsearchClient, settings: ReadSettings, plan: ReadPlan): Promise<Table> => {
  const times: number[] = [];
  const columns: number[][] = plan.fields.map(() => []);
  await readRows(client, settings, plan, (time, values) => {
    times.push(time);
    for (let column = 0; column < columns.length; column += 1) columns[column]!.push(values[column]!);
  });
  const table = inOrder({ times, columns });
  const second = table.times.findIndex((time, row) => row > 0 && time === table.times[row - 1]);
  if (second < 0) return table;
  throw elasticsearchError(
    'PENSTOCK_DUPLICATE_TIME',
    `Expected documents with different times in ${settings.index}; got two with ${plan.time.name} ` +
      `${textOf(table.times[second]!)}. Select documents with query, or group them with interval.`,
  );
};

const gathered = async (
  client: ElasticsearchClient,
  settings: ReadSettings,
  plan: ReadPlan,
  columns: readonly Column[],
  windows: Windows,
): Promise<Table> => {
  const { unit = 'ms', isIndexed } = settings;
  const isColumnar = unit === 'ms' && plan.fields.every((field) => field.isIndexed) && isExactSpan(settings, plan);
  if (isColumnar && (isIndexed || !(await hasDoubtful(client, settings, plan)))) {
    const table = await readBuckets(client, settings, plan, columns, windows);
    if (table) return table;
  }
  // Reads each document. An error then names the document that cannot be read.
  return gatherRows(client, settings, plan, columns, windows);
};

/**
 * True if a document has a value that Elasticsearch could not index, or a number as its time that Elasticsearch read as
 * a year.
 */
const hasDoubtful = async (client: ElasticsearchClient, settings: ReadSettings, plan: ReadPlan): Promise<boolean> => {
  const { index, pageSize, signal } = settings;
  const { name } = plan.time;
  const body = {
    query: doubtfulQuery(settings, plan),
    _source: sourceFilter(plan, [name]),
    sort: [{ _shard_doc: 'asc' }],
  };
  for await (const hits of searchPages<Hit>(client, { index, pageSize, signal, body })) {
    for (const hit of hits) {
      const { _ignored: ignored } = hit;
      if (ignored || writtenIn(plan, hit, name).some((time) => typeof time === 'number' && isLikeYear(time)))
        return true;
    }
  }
  return false;
};
