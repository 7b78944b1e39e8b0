import type { AnomalyRow, CandleInterval } from '../../src/board/api.ts';
import type { Board } from '../board.ts';
import { choice } from '../dom/choice.ts';
import { element } from '../dom/element.ts';
import { legend } from '../dom/legend.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { toggle } from '../dom/toggle.ts';
import { date } from '../format/date.ts';
import { count, price } from '../format/number.ts';
import { keyHelp, listenToKeys } from './keyboard.ts';
import type { PriceLook } from './bar-series.ts';
import { PriceView } from './price-view.ts';
import { ranges } from './ranges.ts';
import { leaveWheelToPage } from './wheel.ts';

/** The section of the price, and what other sections can ask of it. */
export interface PriceSection {
  readonly root: HTMLElement;
  /** Shows the weeks around an anomaly, with the crosshair on it. */
  showAnomaly(anomaly: AnomalyRow): void;
  /** Shows the bars from one time to another, in milliseconds. */
  show(from: number, to: number): void;
}

/** Makes the section of the price. `onMark` gets the time of an anomaly whose mark was clicked. */
export const priceSection = (board: Board, onMark: (time: number) => void): PriceSection => {
  const line = element('div', { class: 'readout' });
  const summary = element('p', { class: 'visually-hidden', attributes: { id: 'price-summary' } });
  const spoken = element('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  const canvas = element('div', { class: 'chart price', attributes: { 'aria-hidden': 'true' } });
  const box = element(
    'div',
    {
      attributes: {
        tabindex: 0,
        role: 'application',
        'aria-label': 'Price chart',
        'aria-describedby': 'price-summary price-keys',
      },
    },
    canvas,
  );
  const view = new PriceView(canvas, line, spoken);
  const range = choice({
    label: 'Range',
    options: ranges.map((value) => ({ value, label: value })),
    chosen: undefined,
    onChoice: (value) => view.showRange(value),
  });
  view.onRange = (value) => range.show(value);
  view.chart.onMark(onMark);
  leaveWheelToPage(box);
  listenToKeys(box, view.chart, {
    all: () => view.showRange('All'),
    newest: () => view.showRange('3M'),
    step: (by) => view.step(by),
  });

  const look = choice<PriceLook>({
    label: 'Look',
    options: [
      { value: 'candles', label: 'Candles' },
      { value: 'line', label: 'Line' },
    ],
    chosen: 'candles',
    onChoice: (value) => view.chart.setLook(value),
  });
  const zoomButton = (label: string, name: string, factor: number): HTMLElement =>
    element(
      'button',
      { class: 'button', attributes: { type: 'button', 'aria-label': name }, onClick: () => view.chart.zoom(factor) },
      label,
    );
  const intervals = element('span');
  const made = panel({
    title: 'Price in USD',
    tools: [
      element(
        'div',
        { class: 'controls' },
        intervals,
        range.root,
        element(
          'div',
          { class: 'buttons', attributes: { role: 'group', 'aria-label': 'Zoom' } },
          zoomButton('−', 'Zoom out', 1 / 0.6),
          zoomButton('+', 'Zoom in', 0.6),
        ),
        look.root,
        element(
          'div',
          { class: 'buttons', attributes: { role: 'group', 'aria-label': 'Layers' } },
          toggle('Log', true, (on) => view.chart.setLogarithmic(on), 'Logarithmic price axis'),
          toggle('Volume', true, (on) => view.chart.showVolume(on)),
          toggle('Forecast', true, (on) => view.showForecast(on)),
          toggle('Anomalies', true, (on) => view.showMarks(on)),
        ),
      ),
    ],
    content: [line, box, summary, spoken],
    note: element(
      'div',
      { class: 'controls' },
      legend(
        { colour: 'up', label: 'Price rose', shape: 'box' },
        { colour: 'down', label: 'Price fell', shape: 'box' },
        { colour: 'forecast', label: 'Forecast with 80 and 95 % bands' },
        { colour: 'severity-critical', label: 'Anomaly', shape: 'dot' },
      ),
      element(
        'span',
        { class: 'for-keys', attributes: { id: 'price-keys' } },
        `Click the chart to zoom with the wheel. ${keyHelp}`,
      ),
      element('span', { class: 'for-touch' }, 'Drag to move, pinch to zoom.'),
    ),
  });

  made.follow(board.prices, (prices) => {
    const [first, last] = [prices.times[0], prices.times.at(-1)];
    if (first === undefined || last === undefined) {
      // The first live candle of this interval is added to these prices.
      if (prices.interval !== '1d') view.setPrices(prices);
      return made.empty(emptyTexts[prices.interval]);
    }
    if (prices.open.every((value) => value === null)) {
      look.show('line');
      view.chart.setLook('line');
    }
    view.setPrices(prices);
    summary.textContent =
      `${count(prices.times.length)} bars from ${date(first)} to ${date(last)}. ` +
      `Lowest close ${price(least(prices.close))}, highest ${price(-least(prices.close.map((close) => -close)))}, ` +
      `latest ${price(prices.close.at(-1))}.`;
  });
  for (const resource of [board.forecast, board.minuteForecast])
    resource.subscribe((state) => {
      if (state.kind === 'ready' && state.value !== null) view.setForecast(state.value);
    });
  board.anomalies.subscribe((state) => {
    if (state.kind === 'ready') view.setAnomalies(state.value.rows);
  });
  board.onCandle((candle) => {
    if (view.take(candle)) made.ready();
  });
  board.about.subscribe((state) => {
    if (state.kind !== 'ready' || state.value.live === null || intervals.childElementCount > 0) return;
    intervals.append(
      choice<CandleInterval>({
        label: 'Width of a bar',
        options: [
          { value: '1d', label: '1d' },
          { value: '1m', label: '1m' },
          { value: '1s', label: '1s' },
        ],
        chosen: '1d',
        onChoice: (interval) => board.showInterval(interval),
      }).root,
    );
  });

  const come = (): void => {
    made.root.scrollIntoView({ block: 'start' });
    box.focus({ preventScroll: true });
  };
  return {
    root: section(
      'price',
      'Price',
      'All prices in the store, the forecast of the next ones, and the anomalies.',
      made.root,
    ),
    showAnomaly(anomaly) {
      come();
      view.showAnomaly(anomaly);
    },
    show(from, to) {
      come();
      view.chart.show({ from, to });
    },
  };
};

const emptyTexts: Readonly<Record<CandleInterval, string>> = {
  '1d': 'No prices yet. They appear as soon as the pipeline has indexed some.',
  '1m': 'No candles of a minute yet. The first one appears when a minute of live trades has ended.',
  '1s': 'No candles of a second yet. The first one appears when a second with live trades has ended.',
};

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
