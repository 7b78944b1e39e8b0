import type { Anomalies, AnomalyRow as Anomaly } from '../../src/board/api.ts';
import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { span } from '../format/date.ts';
import { count } from '../format/number.ts';
import { anomalyTable } from './anomaly-table.ts';
import { lanesOf } from './lanes.ts';
import { leastScore, severities } from './severity.ts';
import { carriedOver, everything, filtered } from './sorting.ts';
import type { Filter } from './sorting.ts';
import { swimLanes } from './swim-lanes.ts';

/** The anomaly explorer, and what other sections can ask of it. */
export interface AnomalySection {
  readonly root: HTMLElement;
  /** Marks the anomaly of a time in the table. */
  pick(time: number): void;
}

/** What the explorer asks of the price chart. */
export interface PriceJumps {
  readonly toAnomaly: (row: Anomaly) => void;
  readonly toSpan: (from: number, to: number) => void;
}

/** Makes the anomaly explorer: lanes over time, a filter and the table. */
export const anomalySection = (board: Board, jump: PriceJumps): AnomalySection => {
  let anomalies: Anomalies | undefined;
  let rows: readonly Anomaly[] = [];
  let filter: Filter = everything;
  const total = element('output', { attributes: { 'aria-live': 'polite' } });
  const table = anomalyTable((row) => {
    table.pick(row.time);
    jump.toAnomaly(row);
  });
  const refresh = (change: Partial<Filter> = {}): void => {
    filter = { ...filter, ...change };
    const left = filtered(rows, filter);
    const when = filter.span ? `, ${span(filter.span.from, filter.span.to)}` : '';
    total.textContent = `${count(left.length)} of ${count(rows.length)}${when}`;
    clear.hidden = JSON.stringify(filter) === JSON.stringify(everything);
    table.draw(left, anomalies?.interval ?? '1d');
  };
  const lanes = swimLanes((picked) => {
    const kind = picked && picked.lane !== 'Overall' ? picked.lane : undefined;
    kinds.value = kind ?? '';
    refresh({ span: picked?.cell, kind });
    if (picked) jump.toSpan(picked.cell.from, picked.cell.to);
  });

  const search = element('input', { attributes: { type: 'search', placeholder: 'spike, 2020-03, 1.6x …' } });
  search.addEventListener('input', () => refresh({ text: search.value }));
  const least = select(
    severities.map((name) => ({
      value: name,
      label: leastScore(name) === 0 ? 'any' : `${name}, from ${leastScore(name)}`,
    })),
  );
  least.addEventListener('change', () => refresh({ least: severities.find((name) => name === least.value)! }));
  const kinds = select([]);
  kinds.addEventListener('change', () => refresh({ kind: kinds.value || undefined }));
  const clear = element(
    'button',
    {
      class: 'button plain',
      attributes: { type: 'button', hidden: true },
      onClick: () => {
        search.value = '';
        least.value = 'warning';
        kinds.value = '';
        lanes.release();
        refresh(everything);
      },
    },
    'Clear filter',
  );

  const typical = element('p');
  const lanePanel = panel({
    title: 'Over time',
    tools: [severityLegend()],
    content: [lanes.root],
    note: 'Each cell has the colour of the most severe anomaly in it. Pick one to see its rows and its prices.',
  });
  const tablePanel = panel({
    title: 'All anomalies',
    flush: true,
    content: [
      element(
        'div',
        { class: 'anomaly-filter' },
        element('label', { class: 'field' }, 'Find', search),
        element('label', { class: 'field' }, 'Severity', least),
        element('label', { class: 'field' }, 'Kind', kinds),
        clear,
        total,
      ),
      table.root,
    ],
    note: typical,
  });
  lanePanel.follow(board.anomalies, (value) => {
    if (value.rows.length === 0) return lanePanel.empty(`No ${bars[value.interval]} stood out from those before it.`);
    drawLanes();
  });
  tablePanel.follow(board.anomalies, (value) => {
    filter = carriedOver(filter, anomalies, value);
    anomalies = value;
    rows = value.rows;
    typical.textContent =
      `Typical is the close that the detector expected before it saw the ${bars[value.interval]}. ` +
      'Pick a row to see it in the price chart.';
    if (rows.length === 0) return tablePanel.empty('No anomalies.');
    const names = [...new Set(rows.map(({ kind }) => kind))].toSorted();
    kinds.replaceChildren(
      ...options([{ value: '', label: 'any' }, ...names.map((value) => ({ value, label: value }))]),
    );
    kinds.value = filter.kind ?? '';
    refresh();
  });
  board.prices.subscribe(() => drawLanes());
  matchMedia('(max-width: 700px)').addEventListener('change', () => drawLanes());

  /**
   * Draws the lanes over the span of the prices, so that times without anomalies are visible, too. Anomalies of days
   * need prices of days for that, and those of minutes prices of minutes or seconds.
   */
  function drawLanes(): void {
    const { latest } = board.anomalies;
    if (!latest || latest.rows.length === 0) return;
    const prices = board.prices.latest;
    const times = [
      ...latest.rows.map(({ time }) => time),
      ...(prices && (prices.interval === '1d') === (latest.interval === '1d')
        ? [prices.times[0], prices.times.at(-1)].filter((time) => time !== undefined)
        : []),
    ];
    const cells = document.documentElement.clientWidth < 700 ? 30 : 72;
    lanes.draw(lanesOf(latest.rows, Math.min(...times), Math.max(...times), cells));
  }

  return {
    root: section(
      'anomalies',
      'Anomaly explorer',
      'Closes that stood out from those before them. Each is judged without a look at later prices.',
      element('div', { class: 'grid' }, lanePanel.root, tablePanel.root),
    ),
    pick: (time) => table.pick(time),
  };
};

/** The bars whose anomalies are shown, in words. */
const bars = { '1d': 'day', '1m': 'minute' } as const;

const options = (list: ReadonlyArray<{ readonly value: string; readonly label: string }>): HTMLOptionElement[] =>
  list.map(({ value, label }) => element('option', { attributes: { value } }, label));

const select = (list: ReadonlyArray<{ readonly value: string; readonly label: string }>): HTMLSelectElement =>
  element('select', {}, ...options(list));

const severityLegend = (): HTMLElement =>
  element(
    'ul',
    { class: 'legend', attributes: { 'aria-label': 'Severities' } },
    ...severities.map((name) =>
      element(
        'li',
        {},
        element('i', { class: 'swatch box', data: { severity: name } }),
        `${name} ${leastScore(name)}+`,
      ),
    ),
  );
