import type { AnomalyRow as Anomaly, CandleEvent, CandleInterval, Forecast, Prices } from '../../src/board/api.ts';
import type { DrawnBar } from './bar-slice.ts';
import { barWidths } from './candle.ts';
import { GrowingPrices } from './growing-prices.ts';
import { PriceChart } from './price-chart.ts';
import type { Range } from './ranges.ts';
import { spanOf } from './ranges.ts';
import { RecentCandles } from './recent-candles.ts';
import { readout } from './readout.ts';

/** How many bars are kept, since live candles add bars without end: an hour of seconds, a day of minutes, all days. */
const mostBars: Readonly<Record<CandleInterval, number>> = { '1s': 3_600, '1m': 1_440, '1d': Infinity };

/** Shows the same prices in the chart and in the line of text above it. */
export class PriceView {
  readonly chart: PriceChart;
  /** Called with the range that is visible now, or undefined if it matches none of the buttons. */
  onRange: (range: Range | undefined) => void = () => {};
  #growing: GrowingPrices | undefined;
  readonly #recent = new RecentCandles();
  readonly #forecasts: Partial<Record<CandleInterval, Forecast>> = {};
  #showsForecast = true;
  #anomalies: readonly Anomaly[] = [];
  #byTime = new Map<number, Anomaly>();
  #showsMarks = true;
  #pointed: number | undefined;
  #range: Range | undefined;
  #sets = 0;
  #writing = false;
  readonly #line: HTMLElement;
  readonly #spoken: HTMLElement;

  constructor(canvas: HTMLElement, line: HTMLElement, spoken: HTMLElement) {
    this.chart = new PriceChart(canvas);
    this.chart.setLogarithmic(true);
    this.#line = line;
    this.#spoken = spoken;
    this.chart.onPoint((time) => this.#point(time));
    // At another width the chart would show more or fewer bars than the pressed range button says.
    new ResizeObserver(() => this.#range && this.showRange(this.#range)).observe(canvas);
    this.chart.onVisible(() => {
      if (this.#sets === 0 && this.#range !== undefined) this.onRange((this.#range = undefined));
    });
  }

  /** Shows other prices, in the range of the pressed button. The first prices of an interval show a year. */
  setPrices(prices: Prices): void {
    const isFirst = this.#growing?.prices.interval !== prices.interval;
    const growing = new GrowingPrices(prices);
    for (const candle of this.#recent.missingFrom(prices)) growing.take(candle);
    this.#growing = growing;
    this.#keepRange(() => {
      this.chart.setPrices(growing.prices);
      this.chart.setForecast(this.#shownForecast());
    });
    const range = isFirst ? '1Y' : this.#range;
    if (range) this.showRange(range);
    this.#point(undefined);
  }

  /** Takes a forecast, which is shown with bars of its own width. */
  setForecast(forecast: Forecast): void {
    this.#forecasts[forecast.interval] = forecast;
    this.#drawForecast();
  }

  showForecast(shown: boolean): void {
    this.#showsForecast = shown;
    this.#drawForecast();
  }

  #drawForecast(): void {
    this.#keepRange(() => this.chart.setForecast(this.#shownForecast()));
    if (this.#range) this.showRange(this.#range);
  }

  setAnomalies(rows: readonly Anomaly[]): void {
    this.#anomalies = rows;
    this.#byTime = new Map(rows.map((row) => [row.time, row]));
    this.chart.setAnomalies(rows, this.#showsMarks);
  }

  showMarks(shown: boolean): void {
    this.#showsMarks = shown;
    this.chart.setAnomalies(this.#anomalies, shown);
  }

  showRange(range: Range): void {
    const times = this.#growing?.prices.times ?? [];
    if (times.length === 0) return;
    const ahead = this.#shownForecast()?.ahead.times.at(-1) ?? 0;
    const last = times.at(-1)!;
    this.#keepRange(() => this.chart.show(spanOf(range, times[0]!, last, Math.max(0, ahead - last))));
    this.#range = range;
    this.onRange(range);
  }

  showAnomaly(anomaly: Anomaly): void {
    const reach = 45 * barWidths[this.#growing?.prices.interval ?? '1d'];
    this.chart.show({ from: anomaly.time - reach, to: anomaly.time + reach });
    this.chart.pick(anomaly.time);
    this.chart.pointAt(anomaly.time, anomaly.actual);
    this.#point(anomaly.time);
  }

  /** Moves the crosshair from bar to bar and reads the new one out. */
  step(by: 1 | -1): void {
    const prices = this.#growing?.prices;
    if (!prices || prices.times.length === 0) return;
    const last = prices.times.length - 1;
    const from = this.#barAt(this.#pointed);
    const next = from === undefined ? last : by > 0 ? from.lastRow + 1 : from.firstRow - 1;
    this.#pointed = prices.times[Math.min(Math.max(next, 0), last)]!;
    const { prices: bars, row } = this.#barAt(this.#pointed)!;
    this.chart.pointAt(bars.times[row]!, bars.close[row]!);
    this.#write();
    this.#spoken.textContent = [...this.#line.children].map((part) => part.textContent).join(', ');
  }

  /** Draws a live candle. Returns whether it belongs to the bars that are shown. */
  take(candle: CandleEvent): boolean {
    this.#recent.add(candle);
    const growing = this.#growing;
    if (!growing) return false;
    // A copy: the lines below change the times, and the chart needs those that it draws now.
    const drawn = [...growing.prices.times];
    const change = growing.take(candle);
    if (!change) return false;
    const most = mostBars[growing.prices.interval];
    // Not at each bar, since the chart then takes all bars again.
    const isFull = growing.prices.times.length > 1.1 * most;
    if (isFull) growing.keepNewest(most);
    if (isFull || change.isInserted) this.#keepRange(() => this.chart.setPrices(growing.prices, drawn));
    else this.chart.update(change);
    if (this.#pointed === undefined || this.#pointed === change.candle.time) this.#point(this.#pointed);
    return true;
  }

  /** The forecast of the same interval as the bars: a chart of minutes would draw steps of days as minutes. */
  #shownForecast(): Forecast | undefined {
    return this.#showsForecast ? this.#forecasts[this.#growing?.prices.interval ?? '1d'] : undefined;
  }

  /**
   * Shows a bar in the line of text in the next frame. A zoom by the wheel can point at several bars in one frame, and
   * the chart library measures the page between them: a changed text would make each measurement slow.
   */
  #point(time: number | undefined): void {
    this.#pointed = time;
    if (this.#writing) return;
    this.#writing = true;
    requestAnimationFrame(() => {
      this.#writing = false;
      this.#write();
    });
  }

  #write(): void {
    const prices = this.#growing?.prices;
    const shown = this.#pointed ?? prices?.times.at(-1);
    if (!prices || shown === undefined) return this.#line.replaceChildren();
    const bar = this.#barAt(shown);
    this.#line.replaceChildren(
      ...readout({
        prices: bar?.prices ?? prices,
        time: bar ? prices.times[bar.firstRow]! : shown,
        lastTime: bar ? prices.times[bar.lastRow]! : shown,
        row: bar?.row,
        forecast: this.#shownForecast(),
        anomaly: this.#byTime.get(shown),
      }),
    );
  }

  /** The bar of a time: as it is drawn, or a single row outside the bars that the chart holds. */
  #barAt(time: number | undefined): DrawnBar | undefined {
    const row = time === undefined ? undefined : this.#growing?.rowOf(time);
    if (row === undefined) return undefined;
    return this.chart.drawnAt(row) ?? { prices: this.#growing!.prices, row, firstRow: row, lastRow: row };
  }

  /**
   * Keeps the range button pressed while the program changes the range. The chart reports that change in a later frame.
   */
  #keepRange(change: () => void): void {
    this.#sets += 1;
    change();
    requestAnimationFrame(() => requestAnimationFrame(() => (this.#sets -= 1)));
  }
}
