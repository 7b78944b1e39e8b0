import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import type { Panel, TimeRange } from './panel.ts';
import { emptySearch, idOf, savedObject } from './saved-object.ts';
import type { KibanaFormat, SavedObject } from './saved-object.ts';

/** Options of {@link dashboard}. */
export interface DashboardOptions {
  readonly title: string;
  readonly description?: string;
  /** The panels in order, two per row. */
  readonly panels: readonly Panel[];
  /**
   * Time range when the dashboard opens, such as `{ from: '2014-09-17', to: 'now' }`; default Kibana's own, the last 15
   * minutes.
   */
  readonly timeRange?: TimeRange;
}

/** A dashboard with its panels and data views. */
export interface Dashboard {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Returns the data views, the panels and the dashboard. */
  readonly toSavedObjects: (format: KibanaFormat) => readonly SavedObject[];
  /** Returns the same objects as lines of JSON, for the import on Kibana's page of saved objects. */
  readonly toNdjson: (format: KibanaFormat) => string;
}

// Columns of Kibana's grid, and rows of the grid for one panel.
const width = 48;
const panelHeight = 15;

/**
 * Arranges panels on a dashboard, which `importInto` sends to Kibana.
 *
 * Ids are derived from titles, so a second import replaces the objects of the first one.
 *
 * @throws `PENSTOCK_BAD_OPTION` without panels, or if two panels have the same title.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const board = dashboard({
 *   title: 'Bitcoin',
 *   panels: [lineChart(prices, { title: 'All prices', values: [{ field: 'close' }] })],
 *   timeRange: { from: '2014-09-17', to: 'now' },
 * });
 * const lines = board.toNdjson('8.9');
 * ```
 */
export const dashboard = (options: DashboardOptions): Dashboard => {
  const {
    title,
    description = '',
    panels,
    timeRange,
  } = checkOptions(options, { title: true, description: true, panels: true, timeRange: true }, 'dashboard');
  for (const range of [timeRange, ...panels.map((panel) => panel.timeRange)]) {
    if (range !== undefined) checkOptions(range, { from: true, to: true }, 'timeRange');
  }
  if (panels.length === 0)
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `The dashboard ${title} needs at least one panel.`);
  const ids = panels.map(({ toSavedObject }) => toSavedObject('8.9').id);
  const twice = panels.find((_, index) => ids.indexOf(ids[index]!) !== index);
  if (twice)
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Two panels of the dashboard ${title} have the title ${twice.title}. Give each panel a different title.`,
    );
  const views = new Map(panels.flatMap(({ reads }) => reads.map(({ view }) => [view.id, view])));

  const toSavedObjects = (format: KibanaFormat): SavedObject[] => [
    ...[...views.values()].map(({ id, index, time }) =>
      savedObject(format, {
        id,
        type: 'index-pattern',
        attributes: { title: index, timeFieldName: time, fields: '[]' },
        references: [],
      }),
    ),
    ...panels.map(({ toSavedObject }) => toSavedObject(format)),
    savedObject(format, {
      id: idOf('dashboard', title),
      type: 'dashboard',
      attributes: {
        title,
        description,
        hits: 0,
        version: 1,
        optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
        panelsJSON: JSON.stringify(
          panels.map(({ type, timeRange }, index) => ({
            version: format === '7.17' ? '7.17.0' : '8.9.0',
            type,
            gridData: {
              x: (index % 2) * (width / 2),
              y: Math.floor(index / 2) * panelHeight,
              w: width / 2,
              h: panelHeight,
              i: String(index),
            },
            panelIndex: String(index),
            embeddableConfig: { enhancements: {}, ...(timeRange && { timeRange }) },
            panelRefName: `panel_${index}`,
          })),
        ),
        timeRestore: timeRange !== undefined,
        ...(timeRange && {
          timeFrom: timeRange.from,
          timeTo: timeRange.to,
          refreshInterval: { pause: true, value: 0 },
        }),
        kibanaSavedObjectMeta: emptySearch,
      },
      references: panels.map(({ type }, index) => ({ name: `${index}:panel_${index}`, type, id: ids[index]! })),
    }),
  ];
  return {
    title,
    panels,
    toSavedObjects,
    toNdjson: (format) =>
      toSavedObjects(format)
        .map((object) => `${JSON.stringify(object)}\n`)
        .join(''),
  };
};
