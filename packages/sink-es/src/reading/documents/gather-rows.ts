import type { Windows } from '@penstock/stream';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { Fold } from '../aggregate.ts';
import type { Column } from '../aggregate.ts';
import type { ReadSettings } from '../read-options.ts';
import type { ReadPlan } from '../plan/read-plan.ts';
import { readRows } from './read-rows.ts';
import type { Table } from '../table.ts';

/** Reads the rows of a plan and groups them into buckets in this process. */
export const gatherRows = async (
  client: ElasticsearchClient,
  settings: ReadSettings,
  plan: ReadPlan,
  columns: readonly Column[],
  windows: Windows,
): Promise<Table> => {
  const buckets = new Map<number, readonly Fold[]>();
  await readRows(client, settings, plan, (time, values) => {
    const number = windows.number(time);
    let folds = buckets.get(number);
    if (!folds) buckets.set(number, (folds = columns.map(({ aggregate }) => new Fold(aggregate))));
    for (let column = 0; column < folds.length; column += 1) folds[column]!.add(time, values[column]!);
  });
  const startOf = (number: number): number => {
    const start = windows.at(number);
    if (!Number.isNaN(start)) return start;
    throw elasticsearchError(
      'PENSTOCK_BAD_TIME',
      `A document of ${settings.index} is in a window that begins before the first instant of a Date. Set from to a ` +
        'later time.',
    );
  };
  const numbers = [...buckets.keys()].toSorted((one, other) => one - other);
  return {
    times: numbers.map(startOf),
    columns: columns.map((_, column) => numbers.map((number) => buckets.get(number)![column]!.result)),
  };
};
