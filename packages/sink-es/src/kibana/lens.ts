import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { idOf, savedObject } from './saved-object.ts';

/** How the values of one row, such as a time interval, are combined. */
export type LensAggregate = 'average' | 'min' | 'max' | 'sum' | 'median' | 'last_value';

/** A field with its aggregate and label. */
export interface LensValue<T> {
  readonly field: keyof T & string;
  /** Default `'average'`. */
  readonly aggregate?: LensAggregate;
  /** Default: aggregate and field, such as `average of close`. */
  readonly label?: string;
}

/** Options of a chart or table over time. */
export interface LensOptions<T> {
  readonly title: string;
  readonly values: ReadonlyArray<LensValue<T>>;
  /** Width of an interval; default `'auto'`, which depends on the dashboard's time range. */
  readonly interval?: 'auto' | '1m' | '1h' | '1d' | '1w' | '1mo' | '1y';
}

const lensValueNames = { field: true, aggregate: true, label: true } as const;
const lensOptionNames = { title: true, values: true, interval: true } as const;

/** A column of a table. */
export interface TableValue<T> extends LensValue<T> {
  /**
   * Type of the field; default `'number'`. For text, a `keyword` field, a row shows the text of its last document (the
   * aggregate `last_value`).
   */
  readonly type?: 'number' | 'text';
}

/** Options of {@link table}. */
export interface TableOptions<T> extends LensOptions<T> {
  readonly values: ReadonlyArray<TableValue<T>>;
  /** Shows one row per value of this `keyword` field instead of one per interval: up to 100 in alphabetical order. */
  readonly by?: keyof T & string;
  /** With `by`: shows the 100 rows with the greatest values of this field, in decreasing order. One of `values`. */
  readonly greatest?: keyof T & string;
}

const layer = 'layer-1';
const bucket = 'bucket';
const intervals = { auto: 'auto', '1m': '1m', '1h': '1h', '1d': '1d', '1w': '1w', '1mo': '1M', '1y': '1y' } as const;

/** Creates a panel with a Lens visualization. */
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
            // Kibana 8.6 renamed this data source.
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

/** Defines one row per value of a field, in the order of a column or, without one, in alphabetical order. */
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
 * A line chart over time.
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
 * A bar chart over time.
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
 * A table with one row per interval, or one row per value of a field.
 *
 * @throws `PENSTOCK_BAD_OPTION` without values; with both `by` and `interval`; with `greatest` but without `by`; with a
 * `greatest` that is text or not one of `values`; for text with another aggregate than `last_value`.
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
      `Expected either by or interval for the table ${options.title}; got by ${options.by} and interval ` +
        `${options.interval}. Remove one of them.`,
    );
  }
  if (
    options.greatest !== undefined &&
    (options.by === undefined || options.values.every(({ field }) => field !== options.greatest))
  ) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `The option greatest of the table ${options.title} requires the option by, and ${options.greatest} as one of ` +
        'the values.',
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
        `Expected no aggregate for the text field ${field} of the table ${options.title}; got ${aggregate}.`,
      );
    }
    if (type === 'text' && field === options.greatest) {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `Expected a number field for the option greatest of the table ${options.title}; got ${field}, which is text. ` +
          'Kibana cannot order rows by text.',
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
