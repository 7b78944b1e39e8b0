import type { Prices, Years } from '../../src/board/api.ts';
import type { Board } from '../board.ts';
import { chart } from '../charts/chart.ts';
import { choice } from '../dom/choice.ts';
import { element } from '../dom/element.ts';
import { legend } from '../dom/legend.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { wholePrice } from '../format/number.ts';
import { byYear } from './by-year.ts';
import { monthBarsOption } from './month-bars.ts';
import type { MonthBar } from './month-bars.ts';
import { yearsOption } from './years-chart.ts';
import type { YearScale } from './years-chart.ts';

const meanBars: readonly MonthBar[] = [
  { key: 'open', label: 'Mean open', colour: 'train' },
  { key: 'close', label: 'Mean close', colour: 'forecast' },
];
const rangeBars: readonly MonthBar[] = [
  { key: 'high', label: 'Highest high', colour: 'up' },
  { key: 'low', label: 'Lowest low', colour: 'down' },
];

/** The section of the years: their lines over one another, and the months of the picked one. */
export const yearsSection = (board: Board): HTMLElement => {
  let picked: number | 'all' = 'all';
  let scale: YearScale = 'price';
  let prices: Prices | undefined;
  let years: Years['years'] = [];
  let offered = '';

  const overlay = chart({ name: 'years', label: 'Price by year', hasEndLabels: true });
  const means = chart({ name: 'month-means', label: 'Monthly mean of open and close', shape: 'short' });
  const extremes = chart({ name: 'month-extremes', label: 'Monthly highest high and lowest low', shape: 'short' });
  const chips = element('div');

  const drawLines = (): void => {
    if (!prices) return;
    const lines = byYear(prices);
    overlay.draw(
      () => yearsOption(lines, picked, scale),
      lines.map(({ year, closes }) => `${year}: ${wholePrice(closes[0])} to ${wholePrice(closes.at(-1))}`).join('; '),
    );
  };
  const drawBars = (): void => {
    const months = years.find(({ year }) => year === picked)?.months ?? [];
    for (const [target, bars] of [
      [means, meanBars],
      [extremes, rangeBars],
    ] as const) {
      target.draw(
        () => monthBarsOption(months, bars),
        `${picked === 'all' ? 'All years' : `The year ${picked}`}, ${months.length} months.`,
      );
    }
  };
  const offer = (): void => {
    const names = years.map(({ year }) => year).filter((year) => year !== 'all');
    if (!years.some(({ year }) => year === picked)) picked = 'all';
    // New buttons would take the keyboard's focus away.
    if (names.join() === offered) return;
    offered = names.join();
    chips.replaceChildren(
      choice<number | 'all'>({
        label: 'Year',
        look: 'chips',
        options: [{ value: 'all', label: 'All years' }, ...names.map((year) => ({ value: year, label: String(year) }))],
        chosen: picked,
        onChoice: (year) => {
          picked = year;
          drawLines();
          drawBars();
        },
      }).root,
    );
  };

  const scales = choice<YearScale>({
    label: 'Scale',
    options: [
      { value: 'price', label: 'USD, log' },
      { value: 'change', label: '% since start' },
    ],
    chosen: scale,
    onChoice: (value) => {
      scale = value;
      drawLines();
    },
  });
  const overlayPanel = panel({ title: 'Close by year', tools: [scales.root], content: [overlay.root] });
  const meanPanel = panel({
    title: 'Monthly mean of open and close',
    tools: [legendOf(meanBars)],
    content: [means.root],
  });
  const extremesPanel = panel({
    title: 'Monthly highest high and lowest low',
    tools: [legendOf(rangeBars)],
    content: [extremes.root],
  });
  overlayPanel.follow(board.prices, (value) => {
    // Bars of minutes cover only the last day, so the chart then keeps the daily prices that it has.
    if (value.interval === '1d' && value.times.length > 0) prices = value;
    if (!prices) return overlayPanel.empty('No daily prices yet.');
    drawLines();
  });
  for (const target of [meanPanel, extremesPanel])
    target.follow(board.years, (value) => {
      years = value.years;
      if (years.length === 0) return target.empty('No daily prices yet.');
      if (target !== extremesPanel) offer();
      drawBars();
    });
  return section(
    'years',
    'Year by year',
    'How each year went beside the others. Pick one to see its months.',
    element('div', { class: 'controls section-controls' }, chips),
    element('div', { class: 'grid' }, overlayPanel.root, meanPanel.root, extremesPanel.root),
  );
};

const legendOf = (bars: readonly MonthBar[]): HTMLElement =>
  legend(...bars.map(({ label, colour }) => ({ label, colour, shape: 'box' as const })));
