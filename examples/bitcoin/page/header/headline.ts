import type { About, Anomalies, CandleEvent, Forecast, Prices } from '../../src/board/api.ts';
import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';
import { date, minute, weekday } from '../format/date.ts';
import { change, count, price, wholePrice } from '../format/number.ts';
import { priceNow } from './price-now.ts';

/** The figures that a visitor sees first: price, change, forecast, anomalies and the number of stored days. */
export const headline = (board: Board): HTMLElement => {
  const close = element('span', {}, '–');
  const moved = element('span', { class: 'headline-change' });
  const when = element('div', { class: 'headline-about' });
  const facts = element('dl', { class: 'facts' });

  let live: CandleEvent | undefined;
  const draw = (): void => {
    const prices = board.prices.latest;
    const now = prices && priceNow(prices, live);
    if (now) {
      close.textContent = price(now.close);
      moved.textContent = change(now.change);
      moved.className = `headline-change ${now.change < 0 ? 'down' : 'up'}`;
      when.textContent = now.when;
    }
    facts.replaceChildren(
      ...factsOf({
        prices,
        about: board.about.latest,
        forecast: board.forecast.latest ?? undefined,
        anomalies: board.anomalies.latest,
      }).map(([name, value, more]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value, element('small', {}, more))),
      ),
    );
  };
  for (const resource of [board.prices, board.about, board.forecast, board.anomalies])
    (resource as { subscribe(listener: () => void): void }).subscribe(draw);
  board.onCandle((candle) => {
    live = candle;
    draw();
  });
  return element(
    'section',
    { class: 'headline', attributes: { 'aria-label': 'At a glance' } },
    element('div', {}, element('div', { class: 'headline-price' }, close, moved), when),
    facts,
  );
};

const placesOf = ({ store, broker }: About): string => {
  const name = store === 'duckdb' ? 'DuckDB' : 'Elasticsearch';
  if (broker === null) return name;
  return `${name}, ${broker === 'kafka' ? 'Kafka' : 'topic in memory'}`;
};

interface Known {
  readonly prices: Prices | undefined;
  readonly about: About | undefined;
  readonly forecast: Forecast | undefined;
  readonly anomalies: Anomalies | undefined;
}

type Fact = readonly [name: string, value: string, more: string];

const factsOf = ({ prices, about, forecast, anomalies }: Known): readonly Fact[] => {
  const end = (forecast?.ahead.times.length ?? 0) - 1;
  const [lower, upper] = [forecast?.ahead.lower80[end], forecast?.ahead.upper80[end]];
  const rows = anomalies?.rows ?? [];
  const alarms = rows.filter(({ alarm }) => alarm).length;
  const top = prices?.close.reduce((a, b, i) => (b > prices.close[a]! ? i : a), 0);
  return [
    [
      end < 0
        ? 'Forecast'
        : `Forecast for ${(forecast!.interval === '1d' ? weekday : minute)(forecast!.ahead.times[end]!)}`,
      end < 0 ? '–' : wholePrice(forecast!.ahead.mean[end]),
      typeof lower === 'number' && typeof upper === 'number'
        ? `80 %: ${wholePrice(lower)} to ${wholePrice(upper)}`
        : (forecast?.model ?? 'none yet'),
    ],
    [
      'Highest close',
      top === undefined ? '–' : wholePrice(prices!.close[top]),
      top === undefined || prices!.times.length === 0 ? '' : date(prices!.times[top]!),
    ],
    ['Anomalies', anomalies ? count(rows.length) : '–', anomalies ? `${count(alarms)} raised an alarm` : ''],
    ['In the store', about ? `${count(about.documents)} days` : '–', about ? placesOf(about) : ''],
  ];
};
