import type { Anomalies, AnomalyRow as Anomaly } from '../../src/board/api.ts';
import { element } from '../dom/element.ts';
import { barTime } from '../format/date.ts';
import { price } from '../format/number.ts';
import type { Order, SortKey } from './sorting.ts';
import { sorted } from './sorting.ts';
import { severityOf } from './severity.ts';

/** The table of anomalies. */
export interface AnomalyTable {
  readonly root: HTMLElement;
  /** Shows rows, whose prices are those of days or of minutes. */
  draw(rows: readonly Anomaly[], interval: Anomalies['interval']): void;
  /** Marks the row of a time and scrolls to it. */
  pick(time: number): void;
}

const columns: ReadonlyArray<{ readonly key: SortKey; readonly label: string; readonly isNumber?: true }> = [
  { key: 'time', label: 'Time' },
  { key: 'severity', label: 'Severity' },
  { key: 'actual', label: 'Actual', isNumber: true },
  { key: 'typical', label: 'Typical', isNumber: true },
  { key: 'factor', label: 'Description' },
  { key: 'kind', label: 'Kind' },
];

/** Makes the table; `onRow` gets a row that was clicked. It is sorted by time first, the newest first. */
export const anomalyTable = (onRow: (row: Anomaly) => void): AnomalyTable => {
  let order: Order = { key: 'time', direction: 'descending' };
  let shown: readonly Anomaly[] = [];
  let width: Anomalies['interval'] = '1d';
  let picked: number | undefined;
  const body = element('tbody');
  const heads = columns.map(({ key, label, isNumber }) => {
    const sort = (): void => {
      const isSame = order.key === key;
      const flipped = order.direction === 'descending' ? 'ascending' : 'descending';
      order = { key, direction: isSame ? flipped : key === 'kind' ? 'ascending' : 'descending' };
      fill();
    };
    const button = element('button', { class: 'sort', attributes: { type: 'button' }, onClick: sort }, label);
    return { key, head: element('th', { class: isNumber ? 'number' : '', attributes: { scope: 'col' } }, button) };
  });
  const fill = (): void => {
    for (const { key, head } of heads) {
      if (key === order.key) head.setAttribute('aria-sort', order.direction);
      else head.removeAttribute('aria-sort');
    }
    const focused = body.querySelector<HTMLElement>('tr:focus-within')?.dataset['time'];
    body.replaceChildren(
      ...sorted(shown, order).map((row) => rowOf(row, barTime(width, row.time), row.time === picked, onRow)),
    );
    if (focused !== undefined)
      body.querySelector<HTMLElement>(`[data-time="${focused}"] button`)?.focus({ preventScroll: true });
  };
  const scroll = element(
    'div',
    { class: 'table-scroll tall', attributes: { tabindex: 0, role: 'region', 'aria-label': 'Table of anomalies' } },
    element(
      'table',
      { class: 'anomalies' },
      element('caption', { class: 'visually-hidden' }, 'Anomalies; the buttons in the first row sort'),
      element('thead', {}, element('tr', {}, ...heads.map(({ head }) => head))),
      body,
    ),
  );
  return {
    root: scroll,
    draw(rows, interval) {
      [shown, width] = [rows, interval];
      fill();
    },
    pick(time) {
      picked = time;
      fill();
      const row = body.querySelector<HTMLElement>('.is-picked');
      if (row) scroll.scrollTop = row.offsetTop - scroll.clientHeight / 2;
    },
  };
};

const rowOf = (row: Anomaly, when: string, isPicked: boolean, onRow: (row: Anomaly) => void): HTMLElement => {
  const { time, severity, actual, typical, description, kind, alarm } = row;
  return element(
    'tr',
    { class: isPicked ? 'is-picked' : '', data: { time: String(time) }, onClick: () => onRow(row) },
    element(
      'td',
      {},
      // The row takes clicks; this button makes it reachable by keyboard.
      element(
        'button',
        { class: 'row-link', attributes: { type: 'button', 'aria-label': `${when}: show in the price chart` } },
        when,
      ),
    ),
    element(
      'td',
      {},
      element(
        'span',
        { class: 'severity', data: { severity: severityOf(severity) } },
        element('strong', {}, severity.toFixed(0)),
        element('small', {}, severityOf(severity)),
      ),
    ),
    element('td', { class: 'number' }, price(actual)),
    element('td', { class: 'number soft' }, price(typical)),
    element('td', { class: 'nowrap' }, description, ...(alarm ? [element('span', { class: 'alarm' }, 'alarm')] : [])),
    element('td', {}, kind),
  );
};
