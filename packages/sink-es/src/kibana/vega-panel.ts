import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { emptySearch, idOf, savedObject } from './saved-object.ts';

/** A specification of Vega 5 with Kibana's extension of `data.url`. */
export type VegaSpec = Readonly<Record<string, unknown>>;

/** A Vega data set with one row per document that has all these fields, in order of time; see {@link columnOf}. */
export const vegaRows = <T>(name: string, view: DataView<T>, fields: ReadonlyArray<keyof T & string>): object => ({
  name,
  url: {
    // Kibana inserts the dashboard's filters and time range here.
    '%context%': true,
    '%timefield%': view.time,
    index: view.index,
    body: {
      // One search returns at most this many documents.
      size: 10_000,
      _source: false,
      fields: [{ field: view.time, format: 'epoch_millis' }, ...fields],
      query: { bool: { filter: fields.map((field) => ({ exists: { field } })) } },
      sort: [{ [view.time]: 'asc' }],
    },
  },
  format: { property: 'hits.hits' },
  transform: [
    { type: 'formula', as: 'time', expr: `toNumber(${path(view.time)})` },
    ...fields.map((field) => ({ type: 'formula', as: columnOf(field), expr: `toNumber(${path(field)})` })),
  ],
});

/** The column of a field in a row of {@link vegaRows}. Vega would read dots and spaces in a name as a path. */
export const columnOf = (field: string): string => `v_${field.replaceAll(/[^A-Za-z0-9]/g, '_')}`;

const path = (field: string): string => `datum.fields[${JSON.stringify(field)}][0]`;

/** Creates the specification of a chart over time from its data, scales and marks. */
export const vegaChart = ({
  data,
  y,
  scales = [],
  marks,
}: {
  readonly data: readonly object[];
  readonly y: ReadonlyArray<{ readonly data: string; readonly fields: readonly string[] }>;
  readonly scales?: readonly object[];
  readonly marks: readonly object[];
}): VegaSpec => ({
  $schema: 'https://vega.github.io/schema/vega/v5.json',
  autosize: { type: 'fit', contains: 'padding' },
  padding: 5,
  data,
  scales: [
    { name: 'x', type: 'utc', range: 'width', domain: { fields: y.map(({ data }) => ({ data, field: 'time' })) } },
    {
      name: 'y',
      type: 'linear',
      range: 'height',
      nice: true,
      zero: false,
      domain: { fields: y.flatMap(({ data, fields }) => fields.map((field) => ({ data, field }))) },
    },
    ...scales,
  ],
  axes: [
    { orient: 'bottom', scale: 'x', labelOverlap: true },
    { orient: 'left', scale: 'y', grid: true },
  ],
  marks,
});

/** Draws a column over time as a line. */
export const vegaLine = (data: string, column: string, color: string): object => ({
  type: 'line',
  from: { data },
  encode: {
    update: {
      x: { scale: 'x', field: 'time' },
      y: { scale: 'y', field: column },
      stroke: { value: color },
      strokeWidth: { value: 1.5 },
    },
  },
});

/** Creates a panel with a Vega specification. */
export const vegaPanel = (title: string, reads: Panel['reads'], spec: VegaSpec): Panel => ({
  title,
  type: 'visualization',
  reads,
  toSavedObject: (format) =>
    savedObject(format, {
      id: idOf('vega', title),
      type: 'visualization',
      attributes: {
        title,
        description: '',
        visState: JSON.stringify({ title, type: 'vega', aggs: [], params: { spec: JSON.stringify(spec, null, 2) } }),
        uiStateJSON: '{}',
        version: 1,
        kibanaSavedObjectMeta: emptySearch,
      },
      references: [],
    }),
});
