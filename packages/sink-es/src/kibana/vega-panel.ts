import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { emptySearch, idOf, savedObject } from './saved-object.ts';

/** A specification of Vega 5, as Kibana extends it by `data.url`. */
export type VegaSpec = Readonly<Record<string, unknown>>;

/** Rows of a view for Vega: one for each document with all these fields, in order of time, each field by its name. */
export const vegaRows = <T>(name: string, view: DataView<T>, fields: ReadonlyArray<keyof T & string>): object => ({
  name,
  url: {
    // Kibana puts the dashboard's filters and its range of time here.
    '%context%': true,
    '%timefield%': view.time,
    index: view.index,
    body: {
      // The most that one search gives.
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

/** The name of a field in a row of {@link vegaRows}; dots and spaces would be read as paths. */
export const columnOf = (field: string): string => `v_${field.replaceAll(/[^A-Za-z0-9]/g, '_')}`;

const path = (field: string): string => `datum.fields[${JSON.stringify(field)}][0]`;

/** What all charts over time have in common. */
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

/** The line of a column over time. */
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

/** Makes the panel of a Vega specification. */
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
