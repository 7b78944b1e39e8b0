import type { AnomalyRow as Anomaly, CandleEvent, CandleInterval, Forecast, Prices } from '../../src/board/api.ts';
import type { Candle } from './candle.ts';
import { barWidths, foldCandle } from './candle.ts';
import { PriceChart } from './price-chart.ts';
import type { Range } from './ranges.ts';
import { spanOf } from './ranges.ts';
import { readout } from './readout.ts';

/** The prices that are shown, to which live bars are added. */
type Growing = {
  -readonly [Key in keyof Prices]: Prices[Key] extends ReadonlyArray<infer Value> ? Value[] : Prices[Key];
};

/** Keeps the price chart and the line of text above it in step. */
export class PriceView {
  readonly chart: PriceChart;
  /** Called with the range that is visible now, or undefined if it matches none of the buttons. */
  onRange: (range: Range | undefined) => void = () => {};
  #prices: Growing | undefined;
  #rows = new Map<number, number>();
  readonly #forecasts: Partial<Record<CandleInterval, Forecast>> = {};
  #showsForecast = true;
  #anomalies: readonly Anomaly[] = [];
  #byTime = new Map<number, Anomaly>();
  #showsMarks = true;
  #pointed: number | undefined;
  #range: Range | undefined;
  #sets = 0;
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

  setPrices(prices: Prices): void {
    const isFirst = this.#prices?.interval !== prices.interval;
    const { interval, times, open, high, low, close, volume } = prices;
    this.#prices = {
      interval,
      times: [...times],
      open: [...open],
      high: [...high],
      low: [...low],
      close: [...close],
      volume: [...volume],
    };
    this.#rows = new Map(prices.times.map((time, row) => [time, row]));
    this.#keepRange(() => {
      this.chart.setPrices(this.#prices!);
      this.chart.setForecast(this.#shownForecast());
    });
    if (isFirst) this.showRange('1Y');
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
    const times = this.#prices?.times ?? [];
    if (times.length === 0) return;
    const ahead = this.#shownForecast()?.ahead.times.at(-1) ?? 0;
    const last = times.at(-1)!;
    this.#keepRange(() => this.chart.show(spanOf(range, times[0]!, last, Math.max(0, ahead - last))));
    this.#range = range;
    this.onRange(range);
  }

  showAnomaly(anomaly: Anomaly): void {
    const reach = 45 * barWidths[this.#prices?.interval ?? '1d'];
    this.chart.show({ from: anomaly.time - reach, to: anomaly.time + reach });
    this.chart.pick(anomaly.time);
    this.chart.pointAt(anomaly.time, anomaly.actual);
    this.#point(anomaly.time);
  }

  /** Moves the crosshair from bar to bar and reads the new one out. */
  step(by: 1 | -1): void {
    const prices = this.#prices;
    if (!prices) return;
    const from = this.#pointed === undefined ? undefined : this.#rows.get(this.#pointed);
    const row =
      from === undefined ? prices.times.length - 1 : Math.min(Math.max(from + by, 0), prices.times.length - 1);
    this.chart.pointAt(prices.times[row]!, prices.close[row]!);
    this.#point(prices.times[row]);
    this.#spoken.textContent = [...this.#line.children].map((part) => part.textContent).join(', ');
  }

  /** Draws a bar that came live, if it is part of what is shown. */
  take({ interval, ...candle }: CandleEvent): void {
    const prices = this.#prices;
    if (!prices) return;
    const [width, own] = [barWidths[prices.interval], barWidths[interval]];
    if (own > width) return;
    const last = prices.times.length - 1;
    const now = own === width ? candle : foldCandle(candleAt(prices, last), candle, width);
    if (last >= 0 && now.time < prices.times[last]!) return;
    const row = now.time === prices.times[last] ? last : last + 1;
    prices.times[row] = now.time;
    for (const key of ['open', 'high', 'low', 'volume'] as const) prices[key][row] = now[key];
    prices.close[row] = now.close;
    this.#rows.set(now.time, row);
    this.chart.update(now, prices.close[row - 1]);
    if (this.#pointed === undefined) this.#point(undefined);
  }

  /** The forecast of the same interval as the bars: a chart of minutes would draw steps of days as minutes. */
  #shownForecast(): Forecast | undefined {
    return this.#showsForecast ? this.#forecasts[this.#prices?.interval ?? '1d'] : undefined;
  }

  #point(time: number | undefined): void {
    this.#pointed = time;
    const prices = this.#prices;
    if (!prices) return;
    const shown = time ?? prices.times.at(-1)!;
    const drawn = this.#rows.has(shown) ? this.chart.drawnAt(shown) : undefined;
    this.#line.replaceChildren(
      ...readout({
        prices: drawn?.prices ?? prices,
        time: shown,
        row: drawn?.row,
        forecast: this.#shownForecast(),
        anomaly: this.#byTime.get(shown),
      }),
    );
  }

  /** Keeps the pressed range button during a change by the program, which the chart reports in a later frame. */
  #keepRange(change: () => void): void {
    this.#sets += 1;
    change();
    requestAnimationFrame(() => requestAnimationFrame(() => (this.#sets -= 1)));
  }
}

const candleAt = (prices: Prices, row: number): Candle | undefined =>
  row < 0
    ? undefined
    : {
        time: prices.times[row]!,
        open: prices.open[row] ?? null,
        high: prices.high[row] ?? null,
        low: prices.low[row] ?? null,
        close: prices.close[row]!,
        volume: prices.volume[row] ?? null,
      };
