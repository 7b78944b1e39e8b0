import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { idOf, savedObject } from './saved-object.ts';

/** What is made of the values in one interval of time. */
export type LensAggregate = 'average' | 'min' | 'max' | 'sum' | 'median' | 'last_value';

/** A column of values. */
export interface LensValue<T> {
  readonly field: keyof T & string;
  /** Default `'average'`. */
  readonly aggregate?: LensAggregate;
  /** Default made of aggregate and field. */
  readonly label?: string;
}

/** What a chart or table over time shows. */
export interface LensOptions<T> {
  readonly title: string;
  readonly values: ReadonlyArray<LensValue<T>>;
  /** Width of an interval; default `'auto'`, by the range of time that is looked at. */
  readonly interval?: 'auto' | '1m' | '1h' | '1d' | '1w' | '1mo' | '1y';
}

const lensValueNames = { field: true, aggregate: true, label: true } as const;
const lensOptionNames = { title: true, values: true, interval: true } as const;

/** A column of a table. */
export interface TableValue<T> extends LensValue<T> {
  /**
   * What the field holds; default `'number'`. Of text, a `keyword` field, a row shows that of its last document: the
   * aggregate `last_value`.
   */
  readonly type?: 'number' | 'text';
}

/** What {@link table} shows. */
export interface TableOptions<T> extends LensOptions<T> {
  readonly values: ReadonlyArray<TableValue<T>>;
  /**
   * Makes one row of each value of this `keyword` field, up to 100 in alphabetical order, instead of one an interval.
   */
  readonly by?: keyof T & string;
  /** With `by`: the 100 rows with the greatest of these values, in decreasing order; it must be one of `values`. */
  readonly greatest?: keyof T & string;
}

const layer = 'layer-1';
const bucket = 'bucket';
const intervals = { auto: 'auto', '1m': '1m', '1h': '1h', '1d': '1d', '1w': '1w', '1mo': '1M', '1y': '1y' } as const;

/** Makes the panel of a Lens visualization. */
const lensPanel = <T>(
  view: DataView<T>,
  { title, values, interval = 'auto', by, greatest }: TableOptions<T>,
  visualizationType: string,
  visualization: (columns: readonly string[]) => object,
): Panel => {
  if (values.length === 0)
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `The panel ${title} needs at least one value.`);
  const columns = values.map((_, index) => `value-${index + 1}`);
  const id = idOf('lens', title);
  const layers = {
    [layer]: {
      columnOrder: [bucket, ...columns],
      columns: {
        [bucket]:
          by === undefined
            ? {
                label: view.time,
                dataType: 'date',
                operationType: 'date_histogram',
                sourceField: view.time,
                isBucketed: true,
                scale: 'interval',
                params: { interval: intervals[interval] },
              }
            : rowsBy(by, columns[values.findIndex(({ field }) => field === greatest)]),
        ...Object.fromEntries(values.map((value, index) => [columns[index]!, column(value, view.time)])),
      },
      incompleteColumns: {},
    },
  };
  return {
    title,
    type: 'lens',
    reads: [{ view, fields: [...(by === undefined ? [] : [by]), ...values.map(({ field }) => field)] }],
    toSavedObject: (format) =>
      savedObject(format, {
        id,
        type: 'lens',
        attributes: {
          title,
          description: '',
          visualizationType,
          state: {
            // Version 8.6 gave the data source of fields another name.
            datasourceStates: { [format === '7.17' ? 'indexpattern' : 'formBased']: { layers } },
            visualization: visualization(columns),
            query: { query: '', language: 'kuery' },
            filters: [],
          },
        },
        references: [
          ...(format === '7.17'
            ? [{ name: 'indexpattern-datasource-current-indexpattern', type: 'index-pattern' as const, id: view.id }]
            : []),
          { name: `indexpattern-datasource-layer-${layer}`, type: 'index-pattern', id: view.id },
        ],
      }),
  };
};

/** Rows of a field's values, in the order of a column or, without one, of the alphabet. */
const rowsBy = (field: string, ordering: string | undefined): object => ({
  label: field,
  dataType: 'string',
  operationType: 'terms',
  sourceField: field,
  isBucketed: true,
  scale: 'ordinal',
  params: {
    size: 100,
    ...(ordering === undefined
      ? { orderBy: { type: 'alphabetical', fallback: true }, orderDirection: 'asc' }
      : { orderBy: { type: 'column', columnId: ordering }, orderDirection: 'desc' }),
    otherBucket: false,
    missingBucket: false,
  },
});

const column = <T>(
  { field, type = 'number', aggregate = type === 'text' ? 'last_value' : 'average', label }: TableValue<T>,
  time: string,
): object => ({
  label: label ?? `${aggregate.replace('_value', '')} of ${field}`,
  customLabel: true,
  dataType: type === 'text' ? 'string' : 'number',
  operationType: aggregate,
  sourceField: field,
  isBucketed: false,
  scale: type === 'text' ? 'ordinal' : 'ratio',
  params: aggregate === 'last_value' ? { sortField: time } : {},
});

const xy = (seriesType: 'line' | 'bar') => (columns: readonly string[]) => ({
  legend: { isVisible: columns.length > 1, position: 'right' },
  valueLabels: 'hide',
  fittingFunction: 'None',
  preferredSeriesType: seriesType,
  axisTitlesVisibilitySettings: { x: false, yLeft: true, yRight: true },
  layers: [
    {
      layerId: layer,
      layerType: 'data',
      seriesType,
      xAccessor: bucket,
      accessors: columns,
      position: 'top',
      showGridlines: false,
    },
  ],
});

const chartOptions = <T>(options: LensOptions<T>, caller: string): LensOptions<T> => {
  const checked = checkOptions(options, lensOptionNames, caller);
  for (const value of checked.values) checkOptions(value, lensValueNames, 'values');
  return checked;
};

/**
 * A chart of lines over time.
 *
 * @throws `PENSTOCK_BAD_OPTION` without values.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const all = lineChart(prices, {
 *   title: 'All prices',
 *   values: [{ field: 'open' }, { field: 'close' }],
 *   interval: '1d',
 * });
 * ```
 */
export const lineChart = <T>(view: DataView<T>, options: LensOptions<T>): Panel =>
  lensPanel(view, chartOptions(options, 'lineChart'), 'lnsXY', xy('line'));

/**
 * A chart of bars over time.
 *
 * @throws `PENSTOCK_BAD_OPTION` without values.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const years = barChart(prices, { title: 'Price by year', values: [{ field: 'close' }], interval: '1y' });
 * ```
 */
export const barChart = <T>(view: DataView<T>, options: LensOptions<T>): Panel =>
  lensPanel(view, chartOptions(options, 'barChart'), 'lnsXY', xy('bar'));

/**
 * A table with one row an interval, or one for each value of a field.
 *
 * @throws `PENSTOCK_BAD_OPTION` without values, with both `by` and `interval`, with `greatest` but no `by` or none of
 * `values`, and with text that is to be averaged or the like, or is the `greatest`.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const months = table(prices, { title: 'Months', values: [{ field: 'high', aggregate: 'max' }], interval: '1mo' });
 * ```
 */
export const table = <T>(view: DataView<T>, options: TableOptions<T>): Panel => {
  checkOptions(options, { ...lensOptionNames, by: true, greatest: true }, 'table');
  if (options.by !== undefined && options.interval !== undefined) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `The table ${options.title} has rows by ${options.by} and by an interval of ${options.interval}; give one ` +
        'of the two.',
    );
  }
  if (
    options.greatest !== undefined &&
    (options.by === undefined || options.values.every(({ field }) => field !== options.greatest))
  ) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `The table ${options.title} is to have the rows with the greatest ${options.greatest}, which takes "by" and ` +
        'a column of that field.',
    );
  }
  for (const value of options.values) {
    const { field, type, aggregate } = checkOptions(value, { ...lensValueNames, type: true }, 'values');
    if (type !== undefined && type !== 'number' && type !== 'text') {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `The type of ${field} must be 'number' or 'text'; got ${JSON.stringify(type)}.`,
      );
    }
    if (type === 'text' && aggregate !== undefined && aggregate !== 'last_value') {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `${field} of the table ${options.title} is text, which has no ${aggregate}; leave the aggregate out.`,
      );
    }
    if (type === 'text' && field === options.greatest) {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `${field} of the table ${options.title} is text, by which Kibana does not order rows; let greatest name a ` +
          'column of numbers.',
      );
    }
  }
  const visualization = (columns: readonly string[]) => ({
    layerId: layer,
    layerType: 'data',
    columns: [bucket, ...columns].map((columnId) => ({ columnId })),
  });
  return lensPanel(view, options, 'lnsDatatable', visualization);
};
