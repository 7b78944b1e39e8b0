import type { AnomalyRow as Anomaly, Forecast, Prices } from '../../src/board/api.ts';
import { severityOf } from '../anomalies/severity.ts';
import { element } from '../dom/element.ts';
import { barTime, span } from '../format/date.ts';
import { change, price, shortCount } from '../format/number.ts';
import { barWidths } from './candle.ts';

/** What the line of text above the chart is about: a bar, or a step of the forecast. */
export interface Pointed {
  readonly prices: Prices;
  readonly time: number;
  /** The time of the last row that the bar merges; the same as `time` for a single row. */
  readonly lastTime: number;
  /** The row of the time in `prices`; undefined for a step of the forecast. */
  readonly row: number | undefined;
  readonly forecast: Forecast | undefined;
  readonly anomaly: Anomaly | undefined;
}

/**
 * The parts of the line: the date, or the first and last date of a merged bar; then the four prices with their change,
 * or the forecast with its bands.
 */
export const readout = ({ prices, time, lastTime, row, forecast, anomaly }: Pointed): readonly Node[] => {
  const { interval } = prices;
  const isMerged = lastTime > time;
  const when = element('strong', {}, isMerged ? span(time, lastTime + barWidths[interval]) : barTime(interval, time));
  if (row === undefined) return [when, ...(forecast ? aheadParts(forecast, time) : [])];
  const [close, before] = [prices.close[row]!, prices.close[row - 1]];
  const moved = before === undefined ? undefined : close / before - 1;
  const tone = moved === undefined || moved === 0 ? '' : moved > 0 ? 'up' : 'down';
  return [
    when,
    ...(
      [
        ['O', 'Open', prices.open[row]],
        ['H', 'High', prices.high[row]],
        ['L', 'Low', prices.low[row]],
      ] as const
    ).flatMap(([short, name, value]) => (typeof value === 'number' ? [part(short, name, price(value))] : [])),
    part('C', 'Close', price(close)),
    ...(moved === undefined ? [] : [element('span', { class: tone }, change(moved))]),
    ...(typeof prices.volume[row] === 'number' ? [part('Vol', 'Volume', shortCount(prices.volume[row]))] : []),
    ...(anomaly ? [anomalyPart(anomaly)] : []),
  ];
};

const aheadParts = ({ ahead }: Forecast, time: number): readonly Node[] => {
  const i = ahead.times.indexOf(time);
  if (i < 0) return [];
  const between = (lower: number | null | undefined, upper: number | null | undefined): string =>
    `${price(lower)} to ${price(upper)}`;
  return [
    part('Forecast', 'Forecast', price(ahead.mean[i])),
    part('80 %', '80 percent', between(ahead.lower80[i], ahead.upper80[i])),
    part('95 %', '95 percent', between(ahead.lower95[i], ahead.upper95[i])),
  ];
};

const anomalyPart = ({ severity, description }: Anomaly): HTMLElement =>
  element(
    'span',
    { class: 'severity', data: { severity: severityOf(severity) } },
    `Anomaly ${severity.toFixed(0)}: ${description}`,
  );

const part = (short: string, name: string, value: string): HTMLElement =>
  element('span', {}, element('b', { attributes: { title: name } }, short), value);
