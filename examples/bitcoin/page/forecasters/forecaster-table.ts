import type { Forecasters } from '../../src/board/api.ts';
import { element } from '../dom/element.ts';
import { figure, wholePrice } from '../format/number.ts';

const barWidth = 72;
const ratios = [
  { key: 'rmse', label: 'RMSE / naive' },
  { key: 'mae', label: 'MAE / naive' },
  { key: 'smape', label: 'sMAPE / naive' },
] as const;

/** A table of the forecasters, with their errors divided by those of the naive forecast. */
export const forecasterTable = ({ rows, horizon }: Forecasters): HTMLElement =>
  element(
    'div',
    { class: 'table-scroll', attributes: { tabindex: 0, role: 'region', 'aria-label': 'Forecasters' } },
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, `Forecasters beside naive, up to ${horizon} days ahead`),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { attributes: { scope: 'col' } }, 'Forecaster'),
          element('th', { class: 'number', attributes: { scope: 'col' } }, 'RMSE'),
          element('th', { class: 'number', attributes: { scope: 'col' } }, 'MASE'),
          ...ratios.map(({ label }) => element('th', { attributes: { scope: 'col' } }, label)),
          element('th', { class: 'number', attributes: { scope: 'col' } }, 'p'),
          element('th', { attributes: { scope: 'col' } }, 'What it means'),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(({ name, rmse, mase, ofNaive, pValue, meaning }) =>
          element(
            'tr',
            {},
            element('th', { class: 'nowrap', attributes: { scope: 'row' } }, name),
            element('td', { class: 'number' }, wholePrice(rmse)),
            element('td', { class: 'number' }, figure(mase)),
            ...ratios.map(({ key }) => element('td', {}, ratio(ofNaive[key]))),
            element('td', { class: 'number' }, chance(pValue)),
            element('td', { class: 'meaning' }, meaning),
          ),
        ),
      ),
    ),
  );

/** With three digits, a p-value below 0.001 would read 0.000. */
const chance = (p: number | null): string => {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
};

/** An error divided by naive's, with a bar that grows to the left below 1 and to the right above 1. */
const ratio = (value: number | null): Node => {
  if (value === null || !Number.isFinite(value)) return document.createTextNode('–');
  const isBetter = value < 0.9995;
  const bar = element('i', { class: isBetter ? 'is-better' : '' });
  // A ratio of 0 fills the left half of the bar; a ratio of 2 or more fills the right half.
  const width = Math.max((Math.min(Math.abs(value - 1), 1) * barWidth) / 2, value === 1 ? 0 : 1.5);
  bar.style.width = `${width}px`;
  bar.style.left = `${value < 1 ? barWidth / 2 - width : barWidth / 2}px`;
  return element(
    'span',
    { class: 'ratio' },
    element('span', { class: isBetter ? 'number better' : 'number' }, value.toFixed(3)),
    element('span', { class: 'ratio-bar', attributes: { 'aria-hidden': 'true' } }, bar),
  );
};
